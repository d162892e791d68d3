package dev.grapevine.agent.http;

import dev.grapevine.agent.config.Token;
import dev.grapevine.agent.config.TokenGrant;
import dev.grapevine.agent.config.TokenScope;
import dev.grapevine.agent.config.Tokens;
import dev.grapevine.cluster.net.HostSyntax;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests are allowed.
 *
 * <p>An agent usually listens on loopback, and every web page in a browser on this host can send requests there. Two
 * rules keep such pages out. First, the {@code Host} header must be a host that a stranger's DNS cannot point here: an
 * IP literal, a name without a dot, a name below a domain that public DNS does not serve, or one of this member's own
 * names. (With DNS rebinding, the domain of a page resolves to 127.0.0.1, but its requests still carry that domain.)
 * Second, an {@code Origin} header, if there is one, must be the same host, and {@code Sec-Fetch-Site} must not be another
 * site, unless somebody follows a link: so no page can embed what is here, or hold places by images that never end.
 * Neither rule applies to reads with a token, which no page knows. Changes by a page need both: its origin must be this agent, and it must bear a token.
 *
 * <p>A token allows what its scopes say; requests without one may do what is granted to all. If no token is configured at
 * all, changes must come from this host, and not through a proxy, which would make all requests look local. Their host must be loopback or a name of this agent: other names without a dot,
 * or below a local domain, could be pointed here by a neighbour on the network, by multicast DNS for example.
 */
final class AccessControl {

    private static final List<String> NEVER_PUBLIC =
            List.of(".localhost", ".local", ".internal", ".svc", ".cluster.local", ".home.arpa");

    private final Supplier<HttpAccess> settings;
    private final Set<String> names;

    /** @param names of this member and its host, in lower case */
    AccessControl(Supplier<HttpAccess> settings, Set<String> names) {
        this.settings = settings;
        this.names = Set.copyOf(names);
    }

    /** @throws ApiException if the request is not allowed */
    void check(Context context, Route route) {
        Tokens accepted = settings.get().tokens();
        Token token = token(context, accepted);
        if (token != null) {
            AuditLog.by(context, token.name());
        } else {
            checkHost(context.header("Host"));
            checkOrigin(
                    context.header("Origin"),
                    context.header("Host"),
                    context.req().isSecure());
            checkEmbedding(context);
        }
        if (route.write()) {
            checkPage(context, token);
        }
        TokenScope scope = route.scope();
        if (scope == null) {
            return;
        }
        if (token != null) {
            checkScope(token, scope, route.service(context));
        } else if (route.write() && accepted.localWrites()) {
            checkLocal(context);
        } else if (!Tokens.allow(accepted.anonymous(), scope, route.service(context))) {
            throw needed(route.write(), scope, accepted);
        }
        if (!route.write()) {
            ClientConnection.of(context)
                    .permit(() -> stillAllowed(token, scope, settings.get().tokens()));
        }
    }

    /** Whether a read that has begun with a token, or with none, would be accepted now. */
    private static boolean stillAllowed(@Nullable Token token, TokenScope scope, Tokens now) {
        return token == null
                ? Tokens.allow(now.anonymous(), scope, "")
                : now.all().stream()
                        .anyMatch(
                                each -> each.sha256().equals(token.sha256()) && Tokens.allow(each.grants(), scope, ""));
    }

    /** The token of a request; null if there is none. A wrong one is refused even if none is needed: the sender is mistaken. */
    private static @Nullable Token token(Context context, Tokens accepted) {
        Optional<String> presented = accepted.all().isEmpty() ? Optional.empty() : BearerToken.of(context);
        if (presented.isEmpty()) {
            return null;
        }
        return accepted.find(presented.get())
                .orElseThrow(() -> new ApiException(
                        401,
                        "Not allowed",
                        "the bearer token is not " + (accepted.all().size() == 1 ? "the token" : "one of the tokens")
                                + " of this agent",
                        "send the token of GRAPEVINE_TOKEN"));
    }

    private static void checkScope(Token token, TokenScope scope, String service) {
        if (!Tokens.allow(token.grants(), scope, service)) {
            throw new ApiException(
                    403,
                    "Not allowed",
                    "the token of " + token.name() + " does not allow this: it needs the scope " + scope.word()
                            + (service.isEmpty() ? "" : " for " + service) + ", and has "
                            + token.grants().stream().map(TokenGrant::toString).collect(Collectors.joining(", ")),
                    "use a token that has it; 'grapevine token NAME --scopes " + scope.word() + "' makes one");
        }
    }

    private static ApiException needed(boolean write, TokenScope scope, Tokens accepted) {
        String what = write ? "changes need" : "reads need";
        return new ApiException(
                401,
                "Not allowed",
                what + (accepted.all().size() == 1 ? " this agent's token" : " a token with the scope " + scope.word()),
                "send the header Authorization: Bearer with the token of GRAPEVINE_TOKEN");
    }

    /** A browser says where a request comes from, so a page that changes something is known as one. */
    private static void checkPage(Context context, @Nullable Token token) {
        String origin = context.header("Origin");
        String site = context.header("Sec-Fetch-Site");
        if (origin == null && site == null) {
            return;
        }
        checkOrigin(origin, context.header("Host"), context.req().isSecure());
        if (site != null && !site.equals("same-origin")) {
            throw new ApiException(
                    403,
                    "Not allowed",
                    "the change comes from a web page that is not of this agent",
                    "open the page of this agent, or use the command line");
        }
        if (token == null) {
            throw new ApiException(
                    403,
                    "Not allowed",
                    "the change comes from a web page, which needs this agent's token, also on this host",
                    "use the command line on this host, or set a token (GRAPEVINE_TOKEN) and give it to the page");
        }
    }

    /** A page of another site may link to what is here, but not fetch or embed it. */
    private static void checkEmbedding(Context context) {
        String site = context.header("Sec-Fetch-Site");
        boolean other = site != null && !site.equals("same-origin") && !site.equals("none");
        boolean link = "navigate".equals(context.header("Sec-Fetch-Mode"))
                && "document".equals(context.header("Sec-Fetch-Dest"))
                && context.method() == HandlerType.GET;
        if (other && !link) {
            throw new ApiException(
                    403,
                    "Not allowed",
                    "the request comes from a web page that is not of this agent",
                    "open the page of this agent, or use the command line");
        }
    }

    private void checkHost(@Nullable String header) {
        String host = header == null ? "" : hostOf(header);
        if (!ours(host)) {
            throw new ApiException(
                    403,
                    "Not allowed",
                    "the Host header is \"" + host + "\", which is not a name of this agent (DNS rebinding?)",
                    "use an IP address or the host name in the URL, add the name to http.names (GRAPEVINE_HTTP_NAMES), or set"
                            + " a token (GRAPEVINE_TOKEN) and send it");
        }
    }

    private boolean ours(String host) {
        boolean literal = host.startsWith("[") || host.matches("[0-9.]+");
        boolean plain = !host.isEmpty() && host.indexOf('.') < 0;
        return literal || plain || names.contains(host) || NEVER_PUBLIC.stream().anyMatch(host::endsWith);
    }

    /** Whether nobody but this host and its operator decides where the name leads. */
    private boolean certain(String host) {
        String address = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return host.equals("localhost")
                || names.contains(host)
                || names.contains(address)
                || (HostSyntax.literal(address) && loopback(address));
    }

    private static String hostOf(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        int end = lower.startsWith("[") ? lower.indexOf(']') + 1 : lower.indexOf(':');
        String host = end > 0 ? lower.substring(0, end) : lower;
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static void checkOrigin(@Nullable String origin, @Nullable String host, boolean secure) {
        if (origin == null) {
            return;
        }
        String from;
        try {
            from = URI.create(origin).getAuthority();
        } catch (IllegalArgumentException notAnOrigin) {
            from = null;
        }
        if (from == null || !from.equalsIgnoreCase(host) || (secure && !origin.startsWith("https:"))) {
            throw new ApiException(
                    403,
                    "Not allowed",
                    "the request comes from a web page of " + origin + ", not of this agent",
                    "open the page of this agent, or send its token");
        }
    }

    private void checkLocal(Context context) {
        String host = hostOf(String.valueOf(context.header("Host")));
        if (!certain(host)) {
            throw new ApiException(
                    403,
                    "Not allowed",
                    "the Host header is \"" + host
                            + "\"; without a token, changes are accepted under 127.0.0.1, localhost"
                            + " and this agent's own names only, since others can be pointed here by a neighbour",
                    "use 127.0.0.1 or localhost in the URL, add the name to http.names (GRAPEVINE_HTTP_NAMES), or set a"
                            + " token (GRAPEVINE_TOKEN) and send it");
        }
        if (context.header("X-Forwarded-For") != null || context.header("Forwarded") != null) {
            throw new ApiException(
                    403,
                    "Not allowed",
                    "the request came through a proxy; without a token, changes are accepted from this host only",
                    "set a token (GRAPEVINE_TOKEN) and send it");
        }
        if (!loopback(context.req().getRemoteAddr())) {
            throw new ApiException(
                    403,
                    "Not allowed",
                    "without a token, changes are accepted from this host only, not from "
                            + context.req().getRemoteAddr(),
                    "set a token (GRAPEVINE_TOKEN) and send it");
        }
    }

    /** The text is an address literal, so this looks nothing up. */
    private static boolean loopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }
}
