package dev.grapevine.agent.cli;

/** How a text is highlighted on a terminal with colours. */
public enum TextStyle {
    PLAIN(""),
    BOLD("1"),
    FAINT("2"),
    GOOD("32"),
    WARN("33"),
    BAD("31");

    private final String code;

    TextStyle(String code) {
        this.code = code;
    }

    /** The text, highlighted if colours are allowed. */
    public String paint(String text, boolean colour) {
        return colour && this != PLAIN && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
    }

    /** The style for the status of a member, or the health or state of an instance. */
    public static TextStyle of(String word) {
        return switch (word) {
            case "alive", "passing" -> GOOD;
            case "suspect", "warning", "draining", "maintenance" -> WARN;
            case "dead", "critical" -> BAD;
            case "left" -> FAINT;
            default -> PLAIN;
        };
    }
}
