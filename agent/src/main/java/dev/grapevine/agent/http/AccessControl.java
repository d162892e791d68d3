package dev.grapevine.agent.http;

import dev.grapevine.agent.config.Secret;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what.
 *
 * <p>An agent listens on loopback, where every page in a browser of this host can send requests too. Two things keep such
 * pages out. The {@code Host} header must name something that a stranger's DNS cannot point here: an IP literal, a name
 * without a dot, a name below a domain that public DNS does not serve, or one of this member's own names. (DNS rebinding
 * makes a page's own domain resolve to 127.0.0.1; its requests still carry that domain.) And an {@code Origin}, where there
 * is one, must be that host. A request that bears the token is past both: no page knows it.
 *
 * <p>Writes need the token where one is set; otherwise they must come from this host, and not by way of a proxy that makes
 * everybody look local.
 */
final class AccessControl {

    private static final List<String> NEVER_PUBLIC =
            List.of(".localhost", ".local", ".internal", ".svc", ".cluster.local", ".home.arpa");
    private static final String BEARER = "bearer ";

    private final Optional<Secret> token;
    private final Set<String> names;

    /** @param names of this member and its host, lower case */
    AccessControl(Optional<Secret> token, Set<String> names) {
        this.token = token;
        this.names = Set.copyOf(names);
    }

    /** @throws ApiException if the request must not be served */
    void check(Context context, boolean write) {
        boolean trusted = bearsToken(context.header("Authorization"));
        if (!trusted) {
            checkHost(context.header("Host"));
            checkOrigin(context.header("Origin"), context.header("Host"));
        }
        if (write && !trusted) {
            checkWriter(context);
        }
    }

    /** Whether the token is there and right. A wrong one is refused even where none is needed: its sender is mistaken. */
    private boolean bearsToken(@Nullable String authorization) {
        if (authorization == null || token.isEmpty()) {
            return false;
        }
        String lower = authorization.toLowerCase(Locale.ROOT);
        byte[] given = authorization
                .substring(lower.startsWith(BEARER) ? BEARER.length() : 0)
                .strip()
                .getBytes(StandardCharsets.UTF_8);
        // Takes the same time wherever they differ.
        if (!MessageDigest.isEqual(given, token.get().bytes())) {
            throw new ApiException(
                    401, "Not allowed", "the bearer token is not this agent's", "give the token of GRAPEVINE_TOKEN");
        }
        return true;
    }

    private void checkHost(@Nullable String header) {
        String host = header == null ? "" : hostOf(header);
        if (!ours(host)) {
            throw new ApiException(
                    403,
                    "Not allowed",
                    "the Host header says \"" + host + "\", which is no name of this agent (DNS rebinding?)",
                    "ask by IP address or host name, or set a token (GRAPEVINE_TOKEN) and send it");
        }
    }

    private boolean ours(String host) {
        boolean literal = host.startsWith("[") || host.matches("[0-9.]+");
        boolean plain = !host.isEmpty() && host.indexOf('.') < 0;
        return literal || plain || names.contains(host) || NEVER_PUBLIC.stream().anyMatch(host::endsWith);
    }

    private static String hostOf(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        int end = lower.startsWith("[") ? lower.indexOf(']') + 1 : lower.indexOf(':');
        String host = end > 0 ? lower.substring(0, end) : lower;
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static void checkOrigin(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return;
        }
        String from;
        try {
            from = URI.create(origin).getAuthority();
        } catch (IllegalArgumentException notAnOrigin) {
            from = null;
        }
        if (from == null || !from.equalsIgnoreCase(host)) {
            throw new ApiException(
                    403,
                    "Not allowed",
                    "a page of " + origin + " asked, not one of this agent",
                    "open the page of this agent itself, or send its token");
        }
    }

    private void checkWriter(Context context) {
        if (token.isPresent()) {
            throw new ApiException(
                    401,
                    "Not allowed",
                    "changes need this agent's token",
                    "send the header Authorization: Bearer and the token of GRAPEVINE_TOKEN");
        }
        if (context.header("X-Forwarded-For") != null || context.header("Forwarded") != null) {
            throw new ApiException(
                    403,
                    "Not allowed",
                    "the request came through a proxy, and without a token changes are taken from this host alone",
                    "set a token (GRAPEVINE_TOKEN) and send it");
        }
        if (!loopback(context.req().getRemoteAddr())) {
            throw new ApiException(
                    403,
                    "Not allowed",
                    "without a token changes are taken from this host alone, not from "
                            + context.req().getRemoteAddr(),
                    "set a token (GRAPEVINE_TOKEN) and send it");
        }
    }

    /** An address literal, so nothing is looked up. */
    private static boolean loopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }
}
