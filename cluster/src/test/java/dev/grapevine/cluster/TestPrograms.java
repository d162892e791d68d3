package dev.grapevine.cluster;

import java.net.URI;
import java.nio.file.Path;

/** What a test needs to run a program of its own in another process. */
final class TestPrograms {

    private TestPrograms() {}

    /** The folder or archive that a class was loaded from. */
    static String place(Class<?> type) {
        // By the class file, because a class of a module that is patched for tests has no code source of its own.
        String file = type.getName().replace('.', '/') + ".class";
        String url = String.valueOf(type.getResource("/" + file));
        String root = url.substring(0, url.length() - file.length());
        return Path.of(URI.create(root.startsWith("jar:") ? root.substring(4, root.length() - 2) : root))
                .toString();
    }
}
