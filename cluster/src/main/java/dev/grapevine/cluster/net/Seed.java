package dev.grapevine.cluster.net;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place where other members may be found, as users write it: {@code host}, {@code host:port}, {@code 10.0.0.1:7700},
 * {@code [fd00::1]:7700}, {@code fd00::1} or {@code srv:_gossip._udp.example.org}.
 *
 * @param host a name or an address; for {@code srv} the name of the SRV records
 * @param port 1 to 65535; for {@code srv} the port of targets that have none
 * @param srv whether the seed stands for DNS SRV records
 */
public record Seed(String host, int port, boolean srv) {

    public static final int DEFAULT_PORT = 7_700;

    private static final String SRV = "srv:";
    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9A-Fa-f:.%\\w]+)](?::(\\d{1,6}))?");
    private static final Pattern PLAIN = Pattern.compile("([A-Za-z0-9._-]+)(?::(\\d{1,6}))?");
    private static final Pattern BARE_IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /**
     * Parses a seed.
     *
     * @throws IllegalArgumentException with a message that says what is expected
     */
    public static Seed parse(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith(SRV)) {
            String name = trimmed.substring(SRV.length());
            if (PLAIN.matcher(name).matches() && name.indexOf(':') < 0) {
                return new Seed(name, DEFAULT_PORT, true);
            }
            throw notASeed(text);
        }
        Matcher bracketed = BRACKETED.matcher(trimmed);
        if (bracketed.matches()) {
            return new Seed(bracketed.group(1), port(bracketed.group(2), text), false);
        }
        if (BARE_IPV6.matcher(trimmed).matches()) {
            return new Seed(trimmed, DEFAULT_PORT, false);
        }
        Matcher plain = PLAIN.matcher(trimmed);
        if (plain.matches()) {
            return new Seed(plain.group(1), port(plain.group(2), text), false);
        }
        throw notASeed(text);
    }

    private static int port(String digits, String text) {
        if (digits == null) {
            return DEFAULT_PORT;
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("seed '" + text + "': the port must be 1 to 65535, not " + digits);
        }
        return port;
    }

    private static IllegalArgumentException notASeed(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not a seed; expected host, host:port, [ipv6]:port or srv:name, as in 10.0.0.1:7700");
    }

    /** In the form that {@link #parse} accepts. */
    @Override
    public String toString() {
        return srv ? SRV + host : host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
