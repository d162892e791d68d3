package dev.grapevine.agent.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * A token that the API accepts. The token itself is not kept. Immutable.
 *
 * @param name of its owner, for the log
 * @param sha256 hash of the token's characters
 */
public record Token(String name, Secret sha256, List<TokenGrant> grants) {

    public Token {
        grants = List.copyOf(grants);
    }

    /** A token with all scopes. */
    static Token forEverything(String name, Secret token) {
        return new Token(
                name,
                new Secret(hash(token.bytes())),
                Arrays.stream(TokenScope.values())
                        .map(scope -> new TokenGrant(scope, ""))
                        .toList());
    }

    /** The hash of a token. */
    public static byte[] hash(String token) {
        return hash(token.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hash(byte[] token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
