package dev.grapevine.cluster.data;

import dev.grapevine.cluster.log.GuardedLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DurableFile} on a disk: the copy is synced, then renamed, then the folder is synced. Only the user that runs
 * the member may read it, because keys are kept beside it. Thread-safe, if one thread writes at a time.
 */
final class SyncedFile implements DurableFile {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path path;

    SyncedFile(Path path) {
        this.path = path;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public byte @Nullable [] read(int maxBytes) throws IOException {
        return uninterrupted(() -> tryToRead(maxBytes)).orElse(null);
    }

    private Optional<byte[]> tryToRead(int maxBytes) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.isOther()) { // a pipe would block, and a device need not end
                throw new UnusableFileException("is not a plain file");
            }
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                int size = (int) Math.min(channel.size(), maxBytes);
                ByteBuffer content = ByteBuffer.allocate(size + 1);
                while (content.hasRemaining() && channel.read(content) >= 0) {}
                if (content.position() > maxBytes) {
                    throw new UnusableFileException("is longer than " + maxBytes + " bytes");
                }
                return Optional.of(Arrays.copyOf(content.array(), content.position()));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public Replacement prepare(byte[] content) throws IOException {
        Path copy = path.resolveSibling(path.getFileName() + ".tmp");
        uninterrupted(() -> {
            Files.deleteIfExists(copy);
            try (FileChannel channel = FileChannel.open(
                    copy,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    ownerOnly(copy, "rw-------"))) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            } catch (IOException e) {
                drop(copy);
                throw e;
            }
            return copy;
        });
        return new Copy(copy);
    }

    /** The permissions of a new file or folder, where the system knows them. */
    static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Whether others than its owner may read or write a file, where the system knows. */
    static boolean othersMayRead(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        return !OWNERS.containsAll(Files.getPosixFilePermissions(path));
    }

    private static void drop(Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "cannot delete " + copy, e);
        }
    }

    private final class Copy implements Replacement {

        private final Path copy;
        private boolean renamed;

        Copy(Path copy) {
            this.copy = copy;
        }

        @Override
        public void commit() throws IOException {
            if (!renamed) {
                Files.move(copy, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                renamed = true;
            }
            uninterrupted(() -> {
                syncFolder();
                return path;
            });
        }

        @Override
        public void close() {
            if (!renamed) {
                drop(copy);
            }
        }
    }

    /** Makes the rename durable, on systems that allow a folder to be opened. */
    private void syncFolder() throws IOException {
        FileChannel folder;
        try {
            folder = FileChannel.open(path.resolveSibling("."), StandardOpenOption.READ);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "cannot sync the folder of " + path, e);
            return;
        }
        try (folder) {
            folder.force(true);
        }
    }

    private interface Access<T> {
        T run() throws IOException;
    }

    /**
     * Reads or writes as if the thread were not interrupted: an interrupt closes the channel that the thread works on, so
     * everything is done again. The thread is interrupted again afterwards.
     */
    private static <T> T uninterrupted(Access<T> access) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return access.run();
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
