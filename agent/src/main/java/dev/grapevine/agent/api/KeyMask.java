package dev.grapevine.agent.api;

import java.util.regex.Pattern;

/** Hides what looks like a cluster key, before a text is logged or shown: a user may have put one where it does not belong. */
public final class KeyMask {

    /** Base64 of 32 bytes, perhaps escaped as in a URL. */
    private static final Pattern KEY = Pattern.compile("(?:[A-Za-z0-9+/]|%2[BbFf]){43}(?:=|%3[Dd])");

    private KeyMask() {}

    /** The text with {@code (hidden)} in place of each key. */
    public static String hide(String text) {
        return KEY.matcher(text).replaceAll("(hidden)");
    }
}
