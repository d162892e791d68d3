package dev.grapevine.agent.template;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that is replaced as a whole: a reader sees the old content or the new one, also after a loss of power. The mode
 * and the owner of the old file are kept, and of a symbolic link the file is replaced that it leads to.
 */
public final class TargetFile {

    private static final String NEW_MODE = "rw-r--r--";

    private final Path path;

    public TargetFile(Path path) {
        this.path = path;
    }

    /**
     * Replaces the content, if it differs.
     *
     * @return whether it did
     * @throws IOException if it was not replaced
     */
    public boolean replace(String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Path file = target();
        boolean exists = Files.exists(file);
        if (exists && !Files.isRegularFile(file)) {
            throw new IOException(file + " is not a regular file");
        }
        if (exists && Files.size(file) == bytes.length && Arrays.equals(Files.readAllBytes(file), bytes)) {
            return false;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new NotDirectoryException("there is no folder " + folder + " for " + path);
        }
        // Always the same name, so that a process which was killed leaves one copy at most.
        Path copy = folder.resolve("." + file.getFileName() + ".grapevine.tmp");
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            try {
                write(copy, bytes, exists ? file : null);
                Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(copy);
            }
            sync(names);
        }
        return true;
    }

    private static void write(Path copy, byte[] bytes, @Nullable Path old) throws IOException {
        Files.deleteIfExists(copy);
        try (FileChannel channel = FileChannel.open(
                copy,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
                channel.write(rest);
            }
            attributes(copy, old);
            channel.force(true);
        }
    }

    private static void sync(FileChannel folder) {
        try {
            folder.force(true);
        } catch (IOException e) {
            // The file is replaced, so its readers have to be told. Only a loss of power could bring the old one back.
        }
    }

    private Path target() throws IOException {
        if (!Files.isSymbolicLink(path)) {
            return path;
        }
        try {
            return path.toRealPath();
        } catch (NoSuchFileException dangling) {
            throw new IOException(path + " is a symbolic link to a file that does not exist", dangling);
        }
    }

    private static void attributes(Path temporary, @Nullable Path old) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        if (old == null) {
            view.setPermissions(PosixFilePermissions.fromString(NEW_MODE));
            return;
        }
        PosixFileAttributes kept = Files.readAttributes(old, PosixFileAttributes.class);
        PosixFileAttributes own = view.readAttributes();
        if (!own.group().equals(kept.group())) {
            view.setGroup(kept.group());
        }
        if (!own.owner().equals(kept.owner())) {
            view.setOwner(kept.owner());
        }
        view.setPermissions(kept.permissions());
    }
}
