package dev.grapevine.cluster.data;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The use of a folder by one member of this process. A lock of the lock file keeps other processes out, but not this one:
 * on POSIX systems, a process loses its lock as soon as it closes any other descriptor of the same file, and a second
 * attempt does just that (fcntl(2), "advisory record locking"). So the lock file is opened only by the member that has the
 * claim. Claims are system properties, which all copies of this library in a process share.
 */
final class FolderClaim implements AutoCloseable {

    private static final String PREFIX = "dev.grapevine.data-folder:";

    private final String key;

    private FolderClaim(String key) {
        this.key = key;
    }

    /**
     * Claims a folder.
     *
     * @return null if it is claimed
     */
    static @Nullable FolderClaim of(Path folder) throws IOException {
        String key = PREFIX + folder.toRealPath();
        return System.getProperties().putIfAbsent(key, "in use") == null ? new FolderClaim(key) : null;
    }

    /** May be called more than once, but not after another member has claimed the folder. */
    @Override
    public void close() {
        System.getProperties().remove(key);
    }
}
