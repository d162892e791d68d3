package dev.grapevine.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    private static final Terminal WIDE = new Terminal(true, 80, false);

    private static Table table() {
        return new Table()
                .text("NAME")
                .column("STATUS")
                .number("COUNT")
                .text("NOTE")
                .row("node1", "alive", "5", "a rather long note about nothing in particular")
                .row("node-with-a-long-name", "dead", "1234", "short");
    }

    @Test
    void columns_are_as_wide_as_their_widest_cell() {
        assertThat(table().lines(WIDE))
                .containsExactly(
                        "NAME                   STATUS  COUNT  NOTE",
                        "node1                  alive       5  a rather long note about nothing in parti…",
                        "node-with-a-long-name  dead     1234  short");
        assertThat(table().lines(Terminal.NONE).get(1))
                .isEqualTo("node1                  alive       5  a rather long note about nothing in particular");
    }

    @Test
    void no_line_is_wider_than_the_terminal() {
        for (int width = 33; width < 100; width++) {
            int terminal = width;
            assertThat(table().lines(new Terminal(true, width, false)))
                    .allSatisfy(line ->
                            assertThat(line.codePointCount(0, line.length())).isLessThanOrEqualTo(terminal));
        }
        assertThat(table().lines(new Terminal(true, 33, false)))
                .containsExactly(
                        "NAME      STATUS  COUNT  NOTE",
                        "node1     alive       5  a rathe…",
                        "node-wi…  dead     1234  short");
    }

    @Test
    void colours_are_used_only_on_a_terminal_with_colours() {
        assertThat(String.join("", table().lines(WIDE))).doesNotContain("\033");
        assertThat(new Table()
                        .column("STATUS")
                        .row("alive")
                        .row("dead")
                        .row("odd")
                        .lines(new Terminal(true, 80, true)))
                .containsExactly("\033[1mSTATUS\033[0m", "\033[32malive\033[0m", "\033[31mdead\033[0m", "odd");
    }

    @Test
    void a_column_that_is_empty_in_all_rows_is_omitted() {
        assertThat(new Table()
                        .text("NAME")
                        .text("ZONE")
                        .text("NOTE")
                        .row("a", "", "x")
                        .lines(WIDE))
                .containsExactly("NAME  NOTE", "a     x");
        assertThat(new Table().text("NAME").text("ZONE").lines(WIDE)).containsExactly("NAME  ZONE");
    }

    @Test
    void what_others_publish_cannot_control_the_terminal() {
        assertThat(new Table().text("NOTE").row("a\033[2Jb\nc").lines(WIDE)).containsExactly("NOTE", "a?[2Jb?c");
    }

    @Test
    void characters_beyond_the_basic_plane_count_once() {
        assertThat(new Table()
                        .text("A")
                        .column("B")
                        .row("\uD83C\uDF47\uD83C\uDF47", "x")
                        .lines(WIDE))
                .containsExactly("A   B", "\uD83C\uDF47\uD83C\uDF47  x");
    }
}
