package dev.grapevine.agent.api;

/**
 * Formats compact JSON: one member or element a line, indented by two spaces a level. Empty objects and arrays stay on
 * one line.
 */
final class JsonPrettyPrinter {

    private final String compact;
    private final StringBuilder lines = new StringBuilder();
    private int level;

    private JsonPrettyPrinter(String compact) {
        this.compact = compact;
    }

    /** @param compact valid JSON without white space between its tokens */
    static String of(String compact) {
        return new JsonPrettyPrinter(compact).layOut();
    }

    private String layOut() {
        for (int at = 0; at < compact.length(); at++) {
            char c = compact.charAt(at);
            switch (c) {
                case '"' -> at = copyText(at);
                case '{', '[' -> {
                    lines.append(c);
                    char next = compact.charAt(at + 1);
                    if (next == '}' || next == ']') {
                        lines.append(next);
                        at++;
                    } else {
                        level++;
                        newLine();
                    }
                }
                case '}', ']' -> {
                    level--;
                    newLine();
                    lines.append(c);
                }
                case ',' -> {
                    lines.append(c);
                    newLine();
                }
                case ':' -> lines.append(": ");
                default -> lines.append(c);
            }
        }
        return lines.append('\n').toString();
    }

    private void newLine() {
        lines.append('\n').append("  ".repeat(level));
    }

    /** Copies a string with its quotes, and returns the position of its end. */
    private int copyText(int from) {
        int end = from + 1;
        while (compact.charAt(end) != '"') {
            end += compact.charAt(end) == '\\' ? 2 : 1;
        }
        lines.append(compact, from, end + 1);
        return end;
    }
}
