package dev.grapevine.agent.config;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which requests the API accepts. Immutable.
 *
 * @param all each token that is accepted
 * @param anonymous what requests without a token may do
 * @param localWrites whether changes without a token are accepted from this host
 */
public record Tokens(List<Token> all, List<TokenGrant> anonymous, boolean localWrites) {

    private static final List<TokenGrant> READ = List.of(new TokenGrant(TokenScope.READ, ""));

    /** No token: everybody reads, and this host changes. */
    public static final Tokens NONE = new Tokens(List.of(), READ, true);

    public Tokens {
        all = List.copyOf(all);
        anonymous = List.copyOf(anonymous);
    }

    /** One token for everything; without it everybody reads. */
    public static Tokens one(Secret token) {
        return new Tokens(List.of(Token.forEverything("token", token)), READ, false);
    }

    /** These tokens and one more, which has every scope. */
    Tokens with(Secret token) {
        List<Token> more = new ArrayList<>(all);
        more.add(Token.forEverything("token", token));
        return new Tokens(more, anonymous, localWrites);
    }

    /** The token that a request bears. Takes the same time for every text of that length. */
    public Optional<Token> find(String presented) {
        byte[] hash = Token.hash(presented);
        Optional<Token> found = Optional.empty();
        for (Token token : all) {
            if (MessageDigest.isEqual(hash, token.sha256().bytes())) {
                found = Optional.of(token);
            }
        }
        return found;
    }

    /**
     * Whether one of these scopes suffices.
     *
     * @param service the name of the service that is changed; empty for none
     */
    public static boolean allow(List<TokenGrant> grants, TokenScope wanted, String service) {
        return grants.stream().anyMatch(grant -> grant.allows(wanted, service));
    }
}
