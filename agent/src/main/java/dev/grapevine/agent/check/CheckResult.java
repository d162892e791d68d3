package dev.grapevine.agent.check;

import dev.grapevine.model.Health;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * What one run of a check found.
 *
 * @param output for people, at most {@value #OUTPUT_LIMIT} bytes of UTF-8; what is longer is cut
 */
public record CheckResult(Health health, String output) {

    /** What is kept here; a page of an HTTP server's answer says enough. */
    public static final int OUTPUT_LIMIT = 4_096;

    public CheckResult {
        output = cut(output, OUTPUT_LIMIT);
    }

    /** The beginning of a text that fits so many bytes of UTF-8, without a broken character at its end. */
    public static String cut(String text, int bytes) {
        // A char is at most three bytes, so the short ones need no look at their bytes.
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
