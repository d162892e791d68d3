package dev.grapevine.agent.check;

import dev.grapevine.model.Health;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The result of one run of a check.
 *
 * @param output for people, truncated to {@value #OUTPUT_LIMIT} bytes of UTF-8
 */
public record CheckResult(Health health, String output) {

    /** The most output that is kept: one page of an HTTP response is enough. */
    public static final int OUTPUT_LIMIT = 4_096;

    public CheckResult {
        output = cut(output, OUTPUT_LIMIT);
    }

    /** The beginning of a text that fits the given number of bytes of UTF-8, without splitting a character. */
    public static String cut(String text, int bytes) {
        // A char is at most three bytes, so a short text need not be encoded.
        if (text.length() * 3L <= bytes) {
            return text;
        }
        ByteBuffer room = ByteBuffer.allocate(bytes);
        CharBuffer chars = CharBuffer.wrap(text);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(chars, room, true);
        return text.substring(0, chars.position());
    }
}
