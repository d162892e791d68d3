package dev.grapevine.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogTextTest {

    @Test
    void ordinary_text_stays_as_it_is() {
        assertThat(LogText.line("FAILED node4 REFUSED by node2,node5 after 0.21s"))
                .isEqualTo("FAILED node4 REFUSED by node2,node5 after 0.21s");
        assertThat(LogText.line("über 10 €, 日本, \ud83c\udf47")).isEqualTo("über 10 €, 日本, \ud83c\udf47");
    }

    @Test
    void what_would_change_the_line_or_the_terminal_is_escaped() {
        assertThat(LogText.line("a\nb\r\tc\u001b[31m\u0007")).isEqualTo("a\\nb\\r\\tc\\u001b[31m\\u0007");
        assertThat(LogText.line("a\u2028b\u2029c\u0085d")).isEqualTo("a\\u2028b\\u2029c\\u0085d");
        assertThat(LogText.line("\u202eabc\u2066\ud800")).isEqualTo("\\u202eabc\\u2066\\ud800");
    }

    @Test
    void a_line_has_at_most_1024_bytes_and_ends_with_dots_if_it_was_cut() {
        assertThat(LogText.line("x".repeat(1_024))).isEqualTo("x".repeat(1_024));
        assertThat(LogText.line("x".repeat(1_025))).isEqualTo("x".repeat(1_021) + "...");
        for (String character : new String[] {"é", "€", "\ud83c\udf47", "\u0000"}) {
            String line = LogText.line("a" + character.repeat(100_000));
            assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1_010, 1_024);
            assertThat(line).endsWith("...");
            assertThat(line.length()).isGreaterThan(200);
        }
        assertThat(LogText.line("é".repeat(512))).isEqualTo("é".repeat(512));
        assertThat(LogText.line("abcdef", 5)).isEqualTo("ab...");
    }
}
