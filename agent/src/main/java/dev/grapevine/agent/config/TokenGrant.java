package dev.grapevine.agent.config;

import java.util.Arrays;
import java.util.Optional;

/**
 * A scope that a token has. Immutable.
 *
 * @param prefix with {@link TokenScope#REGISTER}, of the names of the services that it is for; empty for all
 */
public record TokenGrant(TokenScope scope, String prefix) {

    /** In words, for messages. */
    public static final String ALLOWED = "read, register, register:PREFIX, operate";

    /** Reads {@code read}, {@code register}, {@code register:PREFIX} or {@code operate}; empty if it is none of them. */
    public static Optional<TokenGrant> parse(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        String prefix = colon < 0 ? "" : text.substring(colon + 1);
        return Arrays.stream(TokenScope.values())
                .filter(scope -> scope.word().equals(word))
                .filter(scope -> colon < 0 || (scope == TokenScope.REGISTER && prefix.matches(ConfigTypes.NAME)))
                .map(scope -> new TokenGrant(scope, prefix))
                .findFirst();
    }

    /** @param service the name of the service that is changed; empty for none */
    boolean allows(TokenScope wanted, String service) {
        return scope == wanted && service.startsWith(prefix);
    }

    @Override
    public String toString() {
        return prefix.isEmpty() ? scope.word() : scope.word() + ":" + prefix;
    }
}
