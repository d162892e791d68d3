package dev.grapevine.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files that users name. They may be pipes, but not endless. */
public final class TextFile {

    /** Far above the size of any configuration, scenario or secret. */
    public static final int MAX_BYTES = 4 << 20;

    private TextFile() {}

    /**
     * The text of a file.
     *
     * @throws java.nio.charset.CharacterCodingException if it is not UTF-8
     * @throws IOException if it cannot be read, or is longer than {@link #MAX_BYTES}
     */
    public static String read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new IOException("it is longer than " + (MAX_BYTES >> 20) + " MB");
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
