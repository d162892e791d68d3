package dev.grapevine.agent.config;

import dev.grapevine.core.view.MemberRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** A member name for a member that was given none: that of its last life, where it has a data folder, else a new one. */
public final class MemberNames {

    private static final String FILE = "name";
    private static final int SUFFIX = 4;

    private MemberNames() {}

    /** The host name as far as it is a member name, with a random ending so that two agents of one host differ. */
    static String generate(HostEnvironment machine) {
        String name = machine.hostName().replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[-._]+|[-._]+$", "");
        if (name.isEmpty() || name.equals("localhost")) {
            name = "node";
        }
        int longest = 64 - SUFFIX - 1;
        return name.substring(0, Math.min(name.length(), longest)) + "-" + machine.random(SUFFIX);
    }

    /** The name that was kept in a data folder; empty if there is none that could be used. */
    static Optional<String> kept(HostEnvironment machine, Path folder) {
        try {
            return Optional.of(machine.read(folder.resolve(FILE)).strip()).filter(MemberRecord::isName);
        } catch (IOException nothingYet) {
            return Optional.empty();
        }
    }

    /**
     * Keeps a name for the next life.
     *
     * @param folder exists and is this member's own
     */
    public static void keep(Path folder, String name) throws IOException {
        Path fresh = folder.resolve(FILE + ".new");
        Files.writeString(fresh, name + "\n");
        Files.move(fresh, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
