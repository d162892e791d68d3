package dev.grapevine.cluster.data;

import dev.grapevine.cluster.log.GuardedLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
 * <p>It is replaced as a {@link DurableFile}. A file that is damaged nevertheless is ignored, with a warning.
 */
final class ChecksummedFile {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private static final String CHECK = "crc32c ";

    /** Far above what is ever written; a larger file is not ours. */
    private static final int MAX_BYTES = 1 << 20;

    private final Path path;
    private final DurableFile file;
    private final String header;

    /** @param kind the first word of the file, which identifies its content */
    ChecksummedFile(Path path, String kind) {
        this.path = path;
        this.file = DurableFile.at(path);
        this.header = kind + " 1";
    }

    /**
     * The lines of content.
     *
     * @return no lines if the file does not exist or is damaged
     * @throws IOException if the file exists and cannot be read
     */
    List<String> read() throws IOException {
        String text;
        try {
            byte[] bytes = file.read(MAX_BYTES);
            if (bytes == null) {
                return List.of();
            }
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (UnusableFileException e) {
            return damaged(String.valueOf(e.getMessage()));
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
        String body = header + "\n" + String.join("\n", lines) + (lines.isEmpty() ? "" : "\n");
        file.write((body + checkLine(body)).getBytes(StandardCharsets.UTF_8));
    }

    private static String checkLine(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return CHECK + String.format("%08x", crc.getValue()) + "\n";
    }
}
