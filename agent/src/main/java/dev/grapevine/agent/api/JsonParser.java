package dev.grapevine.agent.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses JSON (RFC 8259) as I-JSON restricts it (RFC 7493), which leaves nothing to the interpretation of readers: no
 * duplicate keys, no unpaired surrogates, no number beyond the range of a double, nothing after the value. Nesting is
 * limited, so that no text exhausts the stack. Not thread-safe.
 */
final class JsonParser {

    /** Far deeper than any request. */
    static final int MAX_DEPTH = 32;

    /** Longer than any number that a request may have. */
    private static final int MAX_NUMERAL = 64;

    private static final Pattern NUMERAL = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");
    private static final int MAX_SHOWN = 20;

    private final String text;
    /** The top field whose items are recorded; empty for none. */
    private final String recordedField;

    private final List<String> recorded = new ArrayList<>();
    private int at;
    private int depth;

    private JsonParser(String text, String recordedField) {
        this.text = text;
        this.recordedField = recordedField;
    }

    /** @throws MalformedJsonException if the text is not JSON, with a message that says where and why */
    static JsonValue parse(String text) {
        return new JsonParser(text, "").whole();
    }

    /** The texts of the items of one array in the top object. */
    static List<String> items(String text, String field) {
        JsonParser parser = new JsonParser(text, field);
        parser.whole();
        return parser.recorded;
    }

    private JsonValue whole() {
        JsonValue value = value("");
        skipBlanks();
        if (at < text.length()) {
            throw wrong("", "expected nothing after the JSON, found " + found());
        }
        return value;
    }

    private JsonValue value(String path) {
        skipBlanks();
        if (at >= text.length()) {
            throw wrong(path, "the JSON ends too early");
        }
        char first = text.charAt(at);
        return switch (first) {
            case '{' -> fields(path);
            case '[' -> array(path);
            case '"' -> new JsonValue.Text(string(path));
            case 't' -> word(path, "true", new JsonValue.Bool(true));
            case 'f' -> word(path, "false", new JsonValue.Bool(false));
            case 'n' -> word(path, "null", new JsonValue.Null());
            default -> numeral(path);
        };
    }

    private JsonValue fields(String path) {
        enter(path);
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        skipBlanks();
        if (!taken('}')) {
            do {
                skipBlanks();
                if (at >= text.length() || text.charAt(at) != '"') {
                    throw wrong(path, "expected a key in quotes, found " + found());
                }
                String key = string(path);
                String below = path.isEmpty() ? key : path + "." + key;
                skipBlanks();
                if (!taken(':')) {
                    throw wrong(below, "expected ':', found " + found());
                }
                if (fields.putIfAbsent(key, value(below)) != null) {
                    throw wrong(below, "given twice");
                }
                skipBlanks();
            } while (taken(','));
            if (!taken('}')) {
                throw wrong(path, "expected ',' or '}', found " + found());
            }
        }
        depth--;
        return new JsonValue.Fields(Collections.unmodifiableMap(fields));
    }

    private JsonValue array(String path) {
        enter(path);
        List<JsonValue> items = new ArrayList<>();
        skipBlanks();
        if (!taken(']')) {
            do {
                skipBlanks();
                int begin = at;
                items.add(value(path + "[" + items.size() + "]"));
                if (depth == 2 && path.equals(recordedField)) {
                    recorded.add(text.substring(begin, at));
                }
                skipBlanks();
            } while (taken(','));
            if (!taken(']')) {
                throw wrong(path, "expected ',' or ']', found " + found());
            }
        }
        depth--;
        return new JsonValue.Array(Collections.unmodifiableList(items));
    }

    private void enter(String path) {
        at++;
        if (++depth > MAX_DEPTH) {
            throw wrong(path, "nested deeper than " + MAX_DEPTH + " levels");
        }
    }

    private String string(String path) {
        at++;
        StringBuilder value = new StringBuilder();
        while (true) {
            if (at >= text.length()) {
                throw wrong(path, "a text has no end");
            }
            char c = text.charAt(at++);
            if (c == '"') {
                break;
            } else if (c == '\\') {
                value.append(escape(path));
            } else if (c < ' ') {
                throw wrong(
                        path, "a text contains a control character; write it as \\u" + String.format("%04x", (int) c));
            } else {
                value.append(c);
            }
        }
        if (value.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw wrong(path, "a text contains half of a surrogate pair, which is no character");
        }
        return value.toString();
    }

    private char escape(String path) {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                String digits = text.substring(at, Math.min(at + 4, text.length()));
                if (!digits.matches("[0-9A-Fa-f]{4}")) {
                    throw wrong(path, "expected four hexadecimal digits after \\u");
                }
                at += 4;
                yield (char) Integer.parseInt(digits, 16);
            }
            default -> throw wrong(path, "a backslash is followed by neither of \" \\ / b f n r t u");
        };
    }

    private JsonValue word(String path, String word, JsonValue value) {
        if (!text.startsWith(word, at)) {
            throw wrong(path, "expected a value, found " + found());
        }
        at += word.length();
        return value;
    }

    private JsonValue numeral(String path) {
        Matcher numeral = NUMERAL.matcher(text).region(at, Math.min(text.length(), at + MAX_NUMERAL + 1));
        if (!numeral.lookingAt()) {
            throw wrong(path, "expected a value, found " + found());
        }
        String written = numeral.group();
        if (written.length() > MAX_NUMERAL || Double.isInfinite(Double.parseDouble(written))) {
            throw wrong(path, "the number " + found() + " is too large");
        }
        at += written.length();
        return new JsonValue.Numeral(written);
    }

    private boolean taken(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** What is at this place. */
    private String found() {
        if (at >= text.length()) {
            return "the end";
        }
        String rest = text.substring(at, Math.min(text.length(), at + MAX_SHOWN));
        return "\"" + rest + (rest.length() == MAX_SHOWN ? "...\"" : "\"");
    }

    private MalformedJsonException wrong(String path, String what) {
        return MalformedJsonException.at(path, what, null);
    }
}
