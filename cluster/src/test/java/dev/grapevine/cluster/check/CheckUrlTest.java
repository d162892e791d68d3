package dev.grapevine.cluster.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckUrlTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://web/health             | false | web       | 80   | /health
            http://my_host:8080/health    | false | my_host   | 8080 | /health
            http://web.1/                 | false | web.1     | 80   | /
            http://a_b.c-d.1.:9/x         | false | a_b.c-d.1.| 9    | /x
            https://10.0.0.1              | true  | 10.0.0.1  | 443  | /
            HTTPS://[fd00::1]:8443/a?b=%20 | true | fd00::1   | 8443 | /a?b=%20
            http://[fe80::1%eth0]/        | false | fe80::1%eth0 | 80 | /
            http://web?deep=1             | false | web       | 80   | /?deep=1
            http://web/a@b:c              | false | web       | 80   | /a@b:c
            http://web/?x[]=1             | false | web       | 80   | /?x[]=1
            """)
    void hosts_ports_and_paths_are_found(String text, boolean tls, String host, int port, String path) {
        assertThat(CheckUrl.parse(text)).isEqualTo(new CheckUrl(tls, host, port, path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://my_host:8080/health",
                "https://web.1/",
                "http://[fd00::1]:81/a?b",
                "https://host.example/ok"
            })
    void its_text_is_the_url(String text) {
        assertThat(CheckUrl.parse(text)).hasToString(text);
    }

    private static final String HOST =
            "the host must be an IPv4 address, an IPv6 address in brackets, or a name of letters, digits, '.', '_' and"
                    + " '-'";

    private static void assertRefused(String text, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CheckUrl.parse(text))
                .withMessage("check URL '" + text + "' is not allowed: " + reason);
    }

    @Test
    void what_cannot_be_requested_is_refused_with_the_reason() {
        String form = "http://HOST:PORT/PATH or https://HOST:PORT/PATH";
        for (String text : new String[] {"", "http:/", "/health", "127.0.0.1:80", "ftp://host/", "http", "https:/x"}) {
            assertRefused(text, "use " + form);
        }
        for (String text : new String[] {"http://", "http:///path", "https://:80/", "http://?x"}) {
            assertRefused(text, "the host is missing; use " + form);
        }
        for (String text : new String[] {
            "http://10.0.0/",
            "http://10.0.0.256/",
            "http://a..b/",
            "http://-x/",
            "http://a b/",
            "http://[::1/",
            "http://[web]/",
            "http://[]/",
            "http://::1/",
            "http://fd00::1:80/",
            "http://[::1]x/",
            "http://m%C3%BCller/"
        }) {
            assertRefused(text, HOST);
        }
        for (String text : new String[] {"http://a:0/", "http://a:/", "http://a:65536/", "http://a:x/"}) {
            assertRefused(text, "the port must be 1 to 65535");
        }
        assertRefused("http://u:p@a/", "leave out the user and the password");
        assertRefused("http://a/b#c", "leave out the part after '#', which is never sent");
        assertRefused("http://a/b c", "percent-encode character 3 of the path, as in %20 for a space");
        assertRefused("http://a/{x}", "percent-encode character 2 of the path, as in %20 for a space");
        assertRefused("http://a/%2", "two hexadecimal digits must follow each '%'; write %25 for the character itself");
        assertRefused(
                "http://a/%zz", "two hexadecimal digits must follow each '%'; write %25 for the character itself");
    }

    @Test
    void a_request_cannot_be_smuggled_into_a_url() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CheckUrl.parse("http://a/ HTTP/1.1\r\nX: y"))
                .withMessage(
                        "check URL 'http://a/ HTTP/1.1??X: y' is not allowed: percent-encode character 2 of the path,"
                                + " as in %20 for a space");
        assertThatIllegalArgumentException().isThrownBy(() -> CheckUrl.parse("http://a\r\nX: y/"));
        assertThatIllegalArgumentException().isThrownBy(() -> CheckUrl.parse("http://a\u0000/"));
        assertThatIllegalArgumentException().isThrownBy(() -> CheckUrl.parse("http://a/\ud800"));
    }

    @Test
    void an_endless_url_is_refused_and_not_repeated_in_full() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CheckUrl.parse("http://a/" + "x".repeat(5_000)))
                .withMessage("check URL 'http://a/" + "x".repeat(91)
                        + "...' is not allowed: it has 5009 characters, at most 2048 are allowed");
    }

    @Test
    void a_path_alone_is_checked_in_the_same_way() {
        assertThat(CheckUrl.checkedPath("/health?deep=1")).isEqualTo("/health?deep=1");
        assertThatIllegalArgumentException().isThrownBy(() -> CheckUrl.checkedPath("health"));
        assertThatIllegalArgumentException().isThrownBy(() -> CheckUrl.checkedPath("/a b"));
        assertThat(CheckUrl.of("fd00::1", 80, "/health")).hasToString("http://[fd00::1]/health");
    }
}
