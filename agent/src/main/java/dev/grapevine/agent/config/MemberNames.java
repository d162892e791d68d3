package dev.grapevine.agent.config;

import dev.grapevine.cluster.data.DurableFile;
import dev.grapevine.core.view.MemberRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The name of a member that was given none: the one in its data folder, or a new one. */
public final class MemberNames {

    private static final String FILE = "name";
    private static final int SUFFIX = 4;

    private MemberNames() {}

    /**
     * A new name: the host name, as far as it is allowed, with a random suffix so that two agents on one host differ.
     */
    static String generate(HostEnvironment environment) {
        String name = environment.hostName().replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[-._]+|[-._]+$", "");
        if (name.isEmpty() || name.equals("localhost")) {
            name = "node";
        }
        int longest = 64 - SUFFIX - 1;
        return name.substring(0, Math.min(name.length(), longest)) + "-" + environment.random(SUFFIX);
    }

    /** The name saved in a data folder; empty if there is no usable one. */
    static Optional<String> kept(HostEnvironment environment, Path folder) {
        try {
            return Optional.of(environment.read(folder.resolve(FILE)).strip()).filter(MemberRecord::isName);
        } catch (IOException nothingYet) {
            return Optional.empty();
        }
    }

    /**
     * Saves a name for the next start.
     *
     * @param folder an existing folder that only this member uses
     */
    public static void keep(Path folder, String name) throws IOException {
        DurableFile.at(folder.resolve(FILE)).write((name + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
