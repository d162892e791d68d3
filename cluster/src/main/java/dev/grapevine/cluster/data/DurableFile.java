package dev.grapevine.cluster.data;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A small file in a data folder, which is read as a whole and replaced as a whole. A crash leaves the old content or the
 * new one. An interface, so that tests can have disks that fail.
 */
public interface DurableFile {

    /** The file at a path, which need not exist yet. */
    static DurableFile at(Path path) {
        return new SyncedFile(path);
    }

    Path path();

    /**
     * The content; null if the file does not exist.
     *
     * @param maxBytes far above what is ever written
     * @throws UnusableFileException if it is no plain file, or longer than that
     * @throws IOException if it cannot be read
     */
    byte @Nullable [] read(int maxBytes) throws IOException;

    /**
     * Writes new content beside the file, so that no more is left to do than a rename. Takes the space on the disk, and
     * changes nothing yet.
     *
     * @throws IOException with a message for users; nothing has changed
     */
    Replacement prepare(byte[] content) throws IOException;

    /** Replaces the file durably: the new content survives a crash of the host. */
    default void write(byte[] content) throws IOException {
        try (Replacement replacement = prepare(content)) {
            replacement.commit();
        }
    }

    /** New content that is on disk, but does not count yet. */
    interface Replacement extends AutoCloseable {

        /**
         * Makes it count, durably.
         *
         * @throws IOException with a message for users; the old content may be back only after another write
         */
        void commit() throws IOException;

        /** Drops it, unless it was committed. */
        @Override
        void close();
    }
}
