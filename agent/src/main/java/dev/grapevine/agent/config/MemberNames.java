package dev.grapevine.agent.config;

import dev.grapevine.cluster.data.DurableFile;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

    /** The name saved in a data folder; empty if there is no usable one. A pipe would block, and a device never end. */
    static Optional<String> kept(HostEnvironment environment, Path folder, Problems problems) {
        Path file = folder.resolve(FILE);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            problems.add(
                    "data folder " + folder,
                    ConfigKeys.NODE_ID.name(),
                    "its file 'name' is not a plain file, so the member's name cannot be read; delete it, or set the"
                            + " name");
            return Optional.empty();
        }
        try {
            return Optional.of(environment.read(file).strip()).filter(MemberRecord::isName);
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
