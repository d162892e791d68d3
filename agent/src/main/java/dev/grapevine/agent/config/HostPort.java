package dev.grapevine.agent.config;

import dev.grapevine.cluster.net.HostSyntax;

/**
 * A host name or IP literal with a port, as configured. Looks nothing up. Immutable.
 *
 * @param host name or literal, IPv6 without brackets; never empty
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {

    public HostPort {
        if (host.isEmpty() || port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("not a host and a port: " + host + ":" + port);
        }
    }

    /**
     * Parses {@code 10.0.0.1:7700}, {@code node1:7700} or {@code [fd00::1]:7700}.
     *
     * @throws IllegalArgumentException if it is none of these, with a message that says what is expected
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("HOST:PORT");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("HOST:PORT, with an IPv6 address in brackets: [fd00::1]:7700");
        }
        if (!HostSyntax.valid(host)) {
            throw new IllegalArgumentException("HOST:PORT, with a host name or an IP address");
        }
        return new HostPort(host, port(text.substring(colon + 1)));
    }

    /**
     * Parses a port.
     *
     * @throws IllegalArgumentException if it is not a number from 0 to 65535
     */
    static int port(String text) {
        if (text.matches("\\d{1,5}")) {
            int port = Integer.parseInt(text);
            if (port <= 0xffff) {
                return port;
            }
        }
        throw new IllegalArgumentException("a port, 0 to 65535");
    }

    /** {@code 10.0.0.1:7700} or {@code [fd00::1]:7700}. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
