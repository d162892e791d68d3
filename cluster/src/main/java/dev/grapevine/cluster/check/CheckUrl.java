package dev.grapevine.cluster.check;

import dev.grapevine.cluster.net.HostSyntax;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * The URL of an HTTP check. Parsed here and not by {@link java.net.URI}, which finds no host in {@code http://my_host/}
 * and {@code http://web.1/}. Immutable.
 *
 * @param tls whether the scheme is {@code https}
 * @param host name or IP literal, IPv6 without brackets
 * @param port 1 to 65535
 * @param path begins with a slash, includes the query; as it is sent
 */
public record CheckUrl(boolean tls, String host, int port, String path) {

    /** Characters of a whole URL. */
    public static final int MAX_LENGTH = 2_048;

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final String FORM = "http://HOST:PORT/PATH or https://HOST:PORT/PATH";
    private static final int MAX_SHOWN = 100;

    /**
     * Parses an absolute URL.
     *
     * @throws IllegalArgumentException with a message that says what is wrong, and what to do
     */
    public static CheckUrl parse(String text) {
        boolean tls = text.regionMatches(true, 0, "https://", 0, 8);
        if (!tls && !text.regionMatches(true, 0, "http://", 0, 7)) {
            throw wrong(text, "use " + FORM);
        }
        int begin = tls ? 8 : 7;
        int end = begin;
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String authority = text.substring(begin, end);
        String path = text.substring(end);
        checkPath(text, path);
        if (authority.indexOf('@') >= 0) {
            throw wrong(text, "leave out the user and the password");
        }
        int colon = authority.lastIndexOf(':');
        if (colon < authority.indexOf(']')) {
            colon = -1; // of an IPv6 address
        }
        String host = colon < 0 ? authority : authority.substring(0, colon);
        return new CheckUrl(
                tls,
                host(text, host),
                colon < 0 ? tls ? HTTPS_PORT : HTTP_PORT : port(text, authority.substring(colon + 1)),
                path.startsWith("/") ? path : "/" + path);
    }

    /** The URL of a path at a host and port, which are not checked again. */
    public static CheckUrl of(String host, int port, String path) {
        return new CheckUrl(false, host, port, path);
    }

    /**
     * Returns a path, which may have a query, if it can be requested.
     *
     * @throws IllegalArgumentException with a message that says what is wrong, and what to do
     */
    public static String checkedPath(String path) {
        if (!path.startsWith("/")) {
            throw wrong(path, "use a path that begins with a slash, or " + FORM);
        }
        checkPath(path, path);
        return path;
    }

    private static void checkPath(String text, String path) {
        if (text.length() > MAX_LENGTH) {
            throw wrong(text, "it has " + text.length() + " characters, at most " + MAX_LENGTH + " are allowed");
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '#') {
                throw wrong(text, "leave out the part after '#', which is never sent");
            }
            if (c <= ' ' || c >= 0x7f || "\"<>\\^`{|}".indexOf(c) >= 0) {
                throw wrong(text, "percent-encode character " + (i + 1) + " of the path, as in %20 for a space");
            }
            if (c == '%' && (i + 2 >= path.length() || !hex(path.charAt(i + 1)) || !hex(path.charAt(i + 2)))) {
                throw wrong(text, "two hexadecimal digits must follow each '%'; write %25 for the character itself");
            }
        }
    }

    private static boolean hex(char c) {
        return Character.digit(c, 16) >= 0;
    }

    private static String host(String text, String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.indexOf(':') > 0;
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if (bare.isEmpty()) {
            throw wrong(text, "the host is missing; use " + FORM);
        }
        if (!HostSyntax.valid(bare) || bare.indexOf(':') >= 0 && !bracketed) {
            throw wrong(
                    text,
                    "the host must be an IPv4 address, an IPv6 address in brackets, or a name of letters, digits, '.',"
                            + " '_' and '-'");
        }
        return bare;
    }

    private static int port(String text, String port) {
        if (port.matches("[0-9]{1,5}")) {
            int number = Integer.parseInt(port);
            if (number >= 1 && number <= 0xffff) {
                return number;
            }
        }
        throw wrong(text, "the port must be 1 to 65535");
    }

    /**
     * Returns this, if the Java runtime's HTTP client can request it.
     *
     * @throws IllegalArgumentException with a message that says what is wrong, and what to do
     */
    public CheckUrl requireJavaUri() {
        try {
            if (new URI(toString()).getHost() == null) {
                throw wrong(
                        toString(),
                        "the Java runtime's HTTP client takes no host '" + host + "'; use an IP address, or a name of"
                                + " letters, digits, '-' and '.' whose last part begins with a letter");
            }
            return this;
        } catch (URISyntaxException e) {
            throw wrong(
                    toString(),
                    "the Java runtime's HTTP client does not take it (" + e.getReason() + " at character "
                            + (e.getIndex() + 1) + "); percent-encode what is not allowed there");
        }
    }

    private static IllegalArgumentException wrong(String text, String reason) {
        StringBuilder shown = new StringBuilder();
        text.chars().limit(MAX_SHOWN).forEach(c -> shown.append(c < ' ' || c >= 0x7f ? '?' : (char) c));
        return new IllegalArgumentException(
                "check URL '" + shown + (text.length() > MAX_SHOWN ? "..." : "") + "' is not allowed: " + reason);
    }

    /** The host and, unless it is the usual one of the scheme, the port: the value of the header {@code Host}. */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls ? HTTPS_PORT : HTTP_PORT) ? name : name + ":" + port;
    }

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + authority() + path;
    }
}
