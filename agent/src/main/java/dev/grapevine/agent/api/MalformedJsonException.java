package dev.grapevine.agent.api;

import org.jspecify.annotations.Nullable;

/**
 * A text is not JSON, or not of the expected shape. The message says where. It is one printable line of at most
 * {@link #MAX_LENGTH} characters, whatever the text contains.
 */
public final class MalformedJsonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The longest message, in characters. */
    public static final int MAX_LENGTH = 1_000;

    /** The part of a path that a message shows, in characters. */
    private static final int MAX_PATH_LENGTH = 100;

    MalformedJsonException(String message, @Nullable Throwable cause) {
        super(printable(shortened(message, MAX_LENGTH)), cause);
    }

    /** Says what is wrong with the value at a path, which is empty for the whole text. */
    static MalformedJsonException at(String path, String what, @Nullable Throwable cause) {
        String where = path.isEmpty() ? "" : shortened(path, MAX_PATH_LENGTH) + ": ";
        return new MalformedJsonException(where + what, cause);
    }

    private static String shortened(String text, int limit) {
        return text.length() > limit ? text.substring(0, limit - 3) + "..." : text;
    }

    /** A text of strangers in a message: what a terminal would obey, and what is no character, becomes a question mark. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }
}
