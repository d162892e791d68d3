package dev.grapevine.agent.config;

import dev.grapevine.yaml.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of tokens: {@code name: sha256-of-token, scopes} in each line, and {@code anonymous: scopes} for requests without a token. What follows
 * a {@code #} is a comment. Problems repeat no hash.
 */
public final class TokenFile {

    private static final String ANONYMOUS = "anonymous";
    private static final String FORM = "expected NAME: SHA256-OF-TOKEN, SCOPES, as grapevine token prints it";

    private final String place;
    private final String key;
    private final Problems problems;
    private final List<Token> tokens = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private List<TokenGrant> anonymous = List.of();

    private TokenFile(String place, String key, Problems problems) {
        this.place = place;
        this.key = key;
        this.problems = problems;
    }

    /** @param key that names the file in the configuration */
    public static Tokens read(String text, String place, String key, Problems problems) {
        TokenFile file = new TokenFile(place, key, problems);
        String[] all = text.split("\\R", -1);
        for (int i = 0; i < all.length; i++) {
            String content = all[i].replaceFirst("#.*", "").strip();
            if (!content.isEmpty()) {
                file.line(content, i + 1);
            }
        }
        return new Tokens(file.tokens, file.anonymous, false);
    }

    private void line(String content, int number) {
        int colon = content.indexOf(':');
        String name = colon < 0 ? "" : content.substring(0, colon).strip();
        if (!name.matches(ConfigTypes.NAME)) {
            problem(number, FORM + "; a name has " + ConfigTypes.NAME_ALLOWED);
            return;
        }
        Integer first = lines.putIfAbsent(name, number);
        if (first != null) {
            problem(
                    number,
                    "the name " + name + " is in line " + first + " already; give each token a name of its own");
            return;
        }
        List<String> words =
                new ArrayList<>(List.of(content.substring(colon + 1).strip().split("[,\\s]+", -1)));
        if (name.equals(ANONYMOUS)) {
            anonymous = grants(words, number);
            return;
        }
        Secret hash = hash(words.remove(0));
        if (hash == null) {
            problem(number, FORM + "; the hash has 64 hexadecimal digits, and is not the token itself");
            return;
        }
        if (tokens.stream().anyMatch(token -> token.sha256().equals(hash))) {
            problem(number, "the token of " + name + " is in the file already; make one for each name");
            return;
        }
        tokens.add(new Token(name, hash, grants(words, number)));
    }

    private static @Nullable Secret hash(String word) {
        return word.matches("[0-9A-Fa-f]{64}") ? new Secret(HexFormat.of().parseHex(word)) : null;
    }

    private List<TokenGrant> grants(List<String> words, int number) {
        List<TokenGrant> grants = new ArrayList<>();
        for (String word : words) {
            TokenGrant.parse(word)
                    .ifPresentOrElse(
                            grants::add,
                            () -> problem(number, "expected scopes of " + TokenGrant.ALLOWED + " at the end"));
        }
        if (words.isEmpty()) {
            problem(number, "there is no scope, expected some of " + TokenGrant.ALLOWED);
        }
        return grants;
    }

    private void problem(int number, String text) {
        problems.add(place + ":" + number, key, text);
    }
}
