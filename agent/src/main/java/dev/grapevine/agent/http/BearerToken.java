package dev.grapevine.agent.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the token that a request bears. Never in a URL, as those end up in logs and in the history of browsers. */
final class BearerToken {

    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";

    private BearerToken() {}

    /**
     * The token of {@code Authorization: Bearer}, the password of {@code Authorization: Basic} (some clients know no other way), or that of
     * {@code X-Consul-Token}; empty if there is none.
     */
    static Optional<String> of(Context context) {
        return of(context.header("Authorization"), context.header("X-Consul-Token"));
    }

    static Optional<String> of(@Nullable String authorization, @Nullable String consul) {
        if (authorization != null && !authorization.isBlank()) {
            String lower = authorization.toLowerCase(Locale.ROOT);
            if (lower.startsWith(BASIC)) {
                return Optional.of(
                        password(authorization.substring(BASIC.length()).strip()));
            }
            return Optional.of(authorization
                    .substring(lower.startsWith(BEARER) ? BEARER.length() : 0)
                    .strip());
        }
        return Optional.ofNullable(consul).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Empty, which is no token, if there is none. */
    private static String password(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}
