package dev.grapevine.cluster.data;

import dev.grapevine.cluster.log.GuardedLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A small text file that is read completely or not at all. UTF-8, with lines that end in a line feed:
 *
 * <pre>
 * grapevine-members 1          kind of file, and version of its format
 * ...                          lines of content
 * crc32c 0a1b2c3d              checksum of all bytes before this line
 * </pre>
 *
 * <p>A write renames a complete, synced copy over the file, so a crash leaves the old file or the new one. A file that
 * is damaged nevertheless is ignored, with a warning.
 */
final class ChecksummedFile {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private static final String CHECK = "crc32c ";

    /** Far above what is ever written; a larger file is not ours. */
    private static final long MAX_BYTES = 16 << 20;

    private final Path path;
    private final String header;

    /** @param kind the first word of the file, which identifies its content */
    ChecksummedFile(Path path, String kind) {
        this.path = path;
        this.header = kind + " 1";
    }

    /**
     * The lines of content.
     *
     * @return no lines if the file does not exist or is damaged
     * @throws IOException if the file exists and cannot be read
     */
    List<String> read() throws IOException {
        return uninterrupted(this::tryToRead);
    }

    private List<String> tryToRead() throws IOException {
        String text;
        try {
            if (Files.size(path) > MAX_BYTES) {
                return damaged("is too long");
            }
            text = Files.readString(path, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (CharacterCodingException e) {
            return damaged("is not a text file");
        }
        int check = text.lastIndexOf(CHECK);
        if (check <= 0 || !text.substring(check).equals(checkLine(text.substring(0, check)))) {
            return damaged("is damaged or truncated");
        }
        List<String> lines = text.substring(0, check).lines().toList();
        if (!lines.get(0).equals(header)) {
            return damaged("begins with '" + lines.get(0) + "', not with '" + header + "'");
        }
        return lines.subList(1, lines.size());
    }

    private List<String> damaged(String what) {
        LOG.log(Level.WARNING, "{0} {1}; it is ignored and will be rewritten", path, what);
        return List.of();
    }

    /** Replaces the file durably: the new content survives a crash of the host. */
    void write(List<String> lines) throws IOException {
        uninterrupted(() -> {
            tryToWrite(lines);
            return lines;
        });
    }

    private void tryToWrite(List<String> lines) throws IOException {
        String body = header + "\n" + String.join("\n", lines) + (lines.isEmpty() ? "" : "\n");
        Path copy = path.resolveSibling(path.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap((body + checkLine(body)).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(copy, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder();
    }

    /** Makes the rename durable, on systems that allow a folder to be opened. */
    private void syncFolder() throws ClosedByInterruptException {
        try (FileChannel folder = FileChannel.open(path.resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "cannot sync the folder of " + path, e);
        }
    }

    private interface Access {
        List<String> run() throws IOException;
    }

    /**
     * Reads or writes as if the thread were not interrupted: an interrupt closes the channel that the thread works on, so
     * everything is done again. The thread is interrupted again afterwards.
     */
    private static List<String> uninterrupted(Access access) throws IOException {
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

    private static String checkLine(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return CHECK + String.format("%08x", crc.getValue()) + "\n";
    }
}
