package dev.grapevine.cluster.check;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What an HTTP check sends besides its URL, and whom it trusts. Immutable; equal to another that does the same.
 *
 * @param headers by name, in the order given; {@code Host} replaces the host of the URL. May be secret, and so are not
 *     shown
 * @param verify whether the certificate of an {@code https} server must be valid
 * @param authorities PEM file with the authorities of that certificate; empty for those of the Java runtime
 * @param method of the request
 * @param body what is sent, as UTF-8; empty for nothing
 * @param contains what the response has to contain in its first {@value #SEARCHED_BYTES} bytes; empty for anything. Plain
 *     text, because a regular expression of the Java runtime can take for ever
 */
public record HttpCheckOptions(
        Map<String, String> headers,
        boolean verify,
        Optional<Path> authorities,
        String method,
        String body,
        String contains) {

    /** The usual method. */
    public static final String GET = "GET";

    /** So much of a response is read to find what it has to contain. */
    public static final int SEARCHED_BYTES = 65_536;

    /** Bytes of a body. */
    static final int MAX_BODY = 16_384;

    /** Characters of what a response has to contain. */
    static final int MAX_CONTAINS = 1_024;

    private static final List<String> METHODS = List.of(GET, "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    static final int MAX_HEADERS = 16;
    static final int MAX_VALUE = 1_024;

    /** A token of RFC 9110, section 5.6.2. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");

    private static final Pattern VALUE = Pattern.compile("|[!-~]|[!-~][ -~\t]*[!-~]");

    /** They say how the request is sent, which is not for a check to decide. */
    private static final Set<String> REFUSED = Set.of(
            "connection",
            "content-length",
            "expect",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Nothing besides the URL. */
    public static final HttpCheckOptions NONE = new HttpCheckOptions(Map.of(), true, Optional.empty());

    /** @throws IllegalArgumentException if a header cannot be sent, or the options contradict each other */
    public HttpCheckOptions {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        if (headers.size() > MAX_HEADERS) {
            throw new IllegalArgumentException(
                    "found " + headers.size() + " headers, at most " + MAX_HEADERS + " are allowed");
        }
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            check(header.getKey(), header.getValue());
            if (!seen.add(header.getKey())) {
                throw new IllegalArgumentException("header " + header.getKey() + " is there twice");
            }
        }
        checkRequest(method, body, contains);
        if (!verify && authorities.isPresent()) {
            throw new IllegalArgumentException(
                    "authorities are of no use while certificates are not verified; leave one of the two out");
        }
    }

    /** A GET request. */
    public HttpCheckOptions(Map<String, String> headers, boolean verify, Optional<Path> authorities) {
        this(headers, verify, authorities, GET, "", "");
    }

    private static void checkRequest(String method, String body, String contains) {
        if (!METHODS.contains(method)) {
            throw new IllegalArgumentException("found method \"" + method.replaceAll("[^!-~]", "?")
                    + "\", expected one of " + String.join(", ", METHODS));
        }
        boolean bodiless = method.equals(GET) || method.equals("HEAD");
        if (bodiless && !body.isEmpty()) {
            throw new IllegalArgumentException("a " + method + " request has no body; leave it out, or use POST");
        }
        if (body.getBytes(StandardCharsets.UTF_8).length > MAX_BODY) {
            throw new IllegalArgumentException("the body has more than " + MAX_BODY + " bytes");
        }
        if (contains.length() > MAX_CONTAINS) {
            throw new IllegalArgumentException(
                    "what the response must contain has more than " + MAX_CONTAINS + " characters");
        }
        if (method.equals("HEAD") && !contains.isEmpty()) {
            throw new IllegalArgumentException("the response to a HEAD request contains nothing; use GET");
        }
    }

    /** How much of a response is wanted. */
    public int readBytes() {
        return contains.isEmpty() ? CheckOutcome.MAX_BYTES : SEARCHED_BYTES;
    }

    /** Values may be secret, and are never part of a message. */
    private static void check(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a header has a name of 1 to 64 letters, digits and hyphens, which "
                    + (name.length() > MAX_VALUE || !name.chars().allMatch(c -> c >= ' ' && c < 0x7f)
                            ? "one of them is not"
                            : "'" + name + "' is not"));
        }
        if (REFUSED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("header " + name + " is set by the check itself; leave it out");
        }
        if (value.length() > MAX_VALUE || !VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("the value of header " + name + " is not allowed: use at most "
                    + MAX_VALUE + " printable ASCII characters, without spaces around them");
        }
    }

    /** Whether certificates are verified as always. */
    public boolean usualTls() {
        return verify && authorities.isEmpty();
    }

    @Override
    public String toString() {
        return "headers " + headers.keySet() + (verify ? "" : ", certificates not verified")
                + authorities.map(file -> ", authorities of " + file).orElse("");
    }
}
