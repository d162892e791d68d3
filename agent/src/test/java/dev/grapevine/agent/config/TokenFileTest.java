package dev.grapevine.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TokenFileTest {

    private static String hash(String token) {
        return HexFormat.of().formatHex(Token.hash(token));
    }

    private static SomeConfig file(String... lines) {
        return new SomeConfig().file("t", String.join("\n", lines)).flag("--tokens-file", "t");
    }

    @Test
    void the_hash_is_that_of_sha256sum() {
        assertThat(hash("hush")).isEqualTo("dc8331bcb2283e89d275a1c2fe66f7bf5ac3163ec1967f149dd7e27906365f0c");
    }

    @Test
    void each_line_is_a_token_with_its_scopes() {
        Tokens tokens = file(
                        "# ours",
                        "deploy: " + hash("d") + ", read register:web # for the pipeline",
                        "",
                        "admin: " + hash("a").toUpperCase(Locale.ROOT) + ", read,register,operate",
                        "anonymous: read")
                .load()
                .http()
                .tokens();
        assertThat(tokens.find("d").orElseThrow().grants())
                .containsExactly(new TokenGrant(TokenScope.READ, ""), new TokenGrant(TokenScope.REGISTER, "web"));
        assertThat(tokens.find("a").orElseThrow().name()).isEqualTo("admin");
        assertThat(tokens.find("x")).isEmpty();
        assertThat(tokens.anonymous()).containsExactly(new TokenGrant(TokenScope.READ, ""));
        assertThat(tokens.localWrites()).isFalse();
        List<TokenGrant> deploy = tokens.find("d").orElseThrow().grants();
        assertThat(Tokens.allow(deploy, TokenScope.REGISTER, "web-2")).isTrue();
        assertThat(Tokens.allow(deploy, TokenScope.REGISTER, "db")).isFalse();
        assertThat(Tokens.allow(deploy, TokenScope.OPERATE, "")).isFalse();
    }

    @Test
    void without_the_line_anonymous_a_request_without_a_token_may_do_nothing() {
        Tokens tokens = file("admin: " + hash("a") + ", operate").load().http().tokens();
        assertThat(tokens.anonymous()).isEmpty();
        assertThat(tokens.localWrites()).isFalse();
    }

    @Test
    void the_one_token_may_do_everything_besides() {
        Tokens tokens = file("anonymous: read")
                .env("GRAPEVINE_TOKEN", "hush")
                .load()
                .http()
                .tokens();
        assertThat(Tokens.allow(tokens.find("hush").orElseThrow().grants(), TokenScope.OPERATE, ""))
                .isTrue();
    }

    @Test
    void a_bad_line_is_refused_and_its_hash_not_repeated() {
        String form = "expected NAME: SHA256-OF-TOKEN, SCOPES, as grapevine token prints it";
        assertThat(file(
                                "hush",
                                "a b: " + hash("a") + ", read",
                                "plain: hush, read",
                                "one: " + hash("1"),
                                "two: " + hash("2") + ", write",
                                "two: " + hash("3") + ", read",
                                "four: " + hash("2") + ", read",
                                "anonymous: register:",
                                "comma: ,",
                                "empty:")
                        .problems())
                .containsExactly(
                        "t:1: http.tokens: " + form
                                + "; a name has 1 to 64 characters of A-Z a-z 0-9 . _ -, but not . or .. alone",
                        "t:2: http.tokens: " + form
                                + "; a name has 1 to 64 characters of A-Z a-z 0-9 . _ -, but not . or .. alone",
                        "t:3: http.tokens: " + form
                                + "; the hash has 64 hexadecimal digits, and is not the token itself",
                        "t:4: http.tokens: there is no scope, expected some of read, register, register:PREFIX, operate",
                        "t:5: http.tokens: expected scopes of read, register, register:PREFIX, operate at the end",
                        "t:6: http.tokens: the name two is in line 5 already; give each token a name of its own",
                        "t:7: http.tokens: the token of four is in the file already; make one for each name",
                        "t:8: http.tokens: expected scopes of read, register, register:PREFIX, operate at the end",
                        "t:9: http.tokens: " + form
                                + "; the hash has 64 hexadecimal digits, and is not the token itself",
                        "t:10: http.tokens: " + form
                                + "; the hash has 64 hexadecimal digits, and is not the token itself");
    }
}
