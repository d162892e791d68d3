package dev.grapevine.agent.cli;

import dev.grapevine.agent.config.HostPort;
import java.net.URI;

/** Determines the address of the agent that a command talks to. */
final class AgentAddress {

    static final String DEFAULT = "http://127.0.0.1:8500";

    private AgentAddress() {}

    /**
     * The address in the flag, else in {@code GRAPEVINE_HTTP_ADDR}, else in {@code GRAPEVINE_HTTP} as set for the
     * agent, else the default.
     */
    static URI find(String flag, Shell shell) {
        if (!flag.isBlank()) {
            return url("--http", flag.strip());
        }
        String address = shell.variable("GRAPEVINE_HTTP_ADDR");
        if (!address.isEmpty()) {
            return url("GRAPEVINE_HTTP_ADDR", address);
        }
        String listen = shell.variable("GRAPEVINE_HTTP");
        if (!listen.isEmpty() && !listen.equals("off")) {
            return url("GRAPEVINE_HTTP", listen);
        }
        return URI.create(DEFAULT);
    }

    private static URI url(String source, String text) {
        try {
            if (text.startsWith("http://") || text.startsWith("https://")) {
                URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
                if (uri.getHost() != null) {
                    return uri;
                }
            } else {
                HostPort at = HostPort.parse(text.startsWith(":") ? "127.0.0.1" + text : text);
                return URI.create("http://" + new HostPort(reachable(at.host()), at.port()));
            }
        } catch (IllegalArgumentException notAnAddress) {
            throw wrong(source, text);
        }
        throw wrong(source, text);
    }

    /** An agent that listens on all addresses is reached on loopback. */
    private static String reachable(String host) {
        return host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("::") ? "::1" : host;
    }

    private static CommandException wrong(String source, String text) {
        return new CommandException(
                ExitStatus.USAGE,
                source + ": found \"" + text + "\", expected a URL such as " + DEFAULT + ", or HOST:PORT");
    }
}
