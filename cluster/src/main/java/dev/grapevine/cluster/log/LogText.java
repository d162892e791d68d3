package dev.grapevine.cluster.log;

import java.nio.charset.StandardCharsets;

/** Makes text of any origin fit for one line of a log. */
public final class LogText {

    /** The longest line of a log, in bytes of UTF-8. */
    public static final int MAX_LINE_BYTES = 1_024;

    private static final String CUT = "...";

    private LogText() {}

    /** One line: control characters are escaped, and what exceeds {@link #MAX_LINE_BYTES} is cut off. */
    public static String line(String text) {
        return line(text, MAX_LINE_BYTES);
    }

    /** The same, with another limit, of at least 3 bytes. */
    public static String line(String text, int maxBytes) {
        if (plain(text) && text.length() <= maxBytes) {
            return text;
        }
        StringBuilder line = new StringBuilder(Math.min(text.length(), maxBytes));
        int bytes = 0;
        int fitting = 0; // what is kept if the rest does not fit
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            String shown = escaped(character);
            bytes += shown.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > maxBytes) {
                line.setLength(fitting);
                return line.append(CUT).toString();
            }
            line.append(shown);
            if (bytes <= maxBytes - CUT.length()) {
                fitting = line.length();
            }
            i += Character.charCount(character);
        }
        return line.toString();
    }

    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static String escaped(int character) {
        return switch (Character.getType(character)) {
            // FORMAT has those that turn the direction of what follows.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                switch (character) {
                    case '\n' -> "\\n";
                    case '\r' -> "\\r";
                    case '\t' -> "\\t";
                    default -> String.format("\\u%04x", character);
                };
            default -> Character.toString(character);
        };
    }
}
