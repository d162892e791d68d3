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
     * @throws IOException if it could not be replaced; the old file is still there
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
        Path temporary = Files.createTempFile(folder, "." + file.getFileName() + ".", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
                    channel.write(rest);
                }
                attributes(temporary, exists ? file : null);
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
        return true;
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
