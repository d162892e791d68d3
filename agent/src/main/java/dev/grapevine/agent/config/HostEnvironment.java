package dev.grapevine.agent.config;

import dev.grapevine.cluster.net.HostName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.Set;

/** What the configuration needs from the host that it runs on. */
interface HostEnvironment {

    /** Permissions by which users besides the owner read a file. */
    Set<PosixFilePermission> OTHERS = Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    /** The host name; may be empty. */
    String hostName();

    /** Random characters of {@code [a-z0-9]}. */
    String random(int characters);

    /** The text of a file. */
    String read(Path file) throws IOException;

    /** Whether users besides the owner may read a file; false where there are no such permissions. */
    boolean readableByOthers(Path file) throws IOException;

    /** The host that this program runs on. */
    static HostEnvironment here() {
        return new HostEnvironment() {
            @Override
            public String hostName() {
                return HostName.find().orElse("");
            }

            @Override
            public String random(int characters) {
                SecureRandom random = new SecureRandom();
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < characters; i++) {
                    text.append("abcdefghijklmnopqrstuvwxyz0123456789".charAt(random.nextInt(36)));
                }
                return text.toString();
            }

            @Override
            public String read(Path file) throws IOException {
                return TextFile.read(file);
            }

            @Override
            public boolean readableByOthers(Path file) throws IOException {
                try {
                    return !Collections.disjoint(Files.getPosixFilePermissions(file), OTHERS);
                } catch (UnsupportedOperationException noSuchPermissions) {
                    return false;
                }
            }
        };
    }
}
