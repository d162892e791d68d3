package dev.grapevine.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole outputs of {@code why}, with the times of day replaced by {@code TIME}. */
class WhyCommandTest {

    private final FakeAgent agent = new FakeAgent();

    @BeforeEach
    void replies() {
        agent.on(
                "GET /v1/members/node3/why",
                200,
                why(
                        "node3 was killed or crashed: its host refused connections; two"
                                + " members agreed (node1 and node2)",
                        Instant.now()));
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private static String why(String summary, Instant at) {
        return """
                {"member":%s,"summary":"%s","evidence":"REFUSED","accusers":["node1","node2"],"findings":[\
                {"at":"%s","agoSeconds":2.5,"kind":"sign","actor":"node1","peers":[],"incarnation":4,\
                "text":"node1 lost its tether to node3, which closed without a word"},\
                {"at":"%3$s","agoSeconds":2.0,"kind":"confirmed","actor":"node2","peers":[],"incarnation":4,\
                "text":"node2 accuses node3\\u001b[31m too"}]}""".formatted(SampleInfos.member("node3", "dead"), summary, at);
    }

    private List<String> output(Terminal terminal) {
        CommandRun run = new CommandRun()
                .env("GRAPEVINE_HTTP_ADDR", agent.url())
                .terminal(terminal)
                .command("why", "node3");
        assertThat(run.status()).isZero();
        return run.lines().stream()
                .map(line -> line.replaceAll("(\\d{4}-\\d\\d-\\d\\d )?\\d\\d:\\d\\d:\\d\\d\\.\\d{3}", "$1TIME********")
                        .replaceAll("dead for .*,", "dead for AGE,"))
                .toList();
    }

    private static Terminal wide(int columns) {
        return new Terminal(true, columns, false);
    }

    @Test
    void in_a_pipe_each_finding_is_one_line() {
        assertThat(output(Terminal.NONE))
                .containsExactly(
                        "node3 was killed or crashed: its host refused connections; two members agreed (node1 and"
                                + " node2).",
                        "dead for AGE, incarnation 2",
                        "",
                        "TIME********  sign       node1 lost its tether to node3, which closed without a word",
                        "TIME********  confirmed  node2 accuses node3?[31m too");
    }

    @Test
    void on_a_terminal_all_text_is_wrapped_and_none_is_cut() {
        assertThat(output(wide(60)))
                .containsExactly(
                        "node3 was killed or crashed: its host refused connections;",
                        "two members agreed (node1 and node2).",
                        "dead for AGE, incarnation 2",
                        "",
                        "TIME********  sign       node1 lost its tether to node3,",
                        "                         which closed without a word",
                        "TIME********  confirmed  node2 accuses node3?[31m too");
        assertThat(output(wide(40)))
                .containsExactly(
                        "node3 was killed or crashed: its host",
                        "refused connections; two members agreed",
                        "(node1 and node2).",
                        "dead for AGE, incarnation 2",
                        "",
                        "TIME********  sign",
                        "    node1 lost its tether to node3,",
                        "    which closed without a word",
                        "TIME********  confirmed",
                        "    node2 accuses node3?[31m too");
    }

    @Test
    void findings_of_another_day_have_the_date() {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        agent.on("GET /v1/members/node4/why", 200, why("node4 left of its own will", yesterday));
        CommandRun run =
                new CommandRun().env("GRAPEVINE_HTTP_ADDR", agent.url()).command("why", "node4");
        assertThat(run.lines().get(3))
                .startsWith(yesterday.atZone(ZoneId.systemDefault()).toLocalDate() + " ");
        assertThat(LocalTime.parse(run.lines().get(3).substring(11, 23))).isNotNull();
    }

    @Test
    void a_word_that_is_longer_than_a_line_is_broken() {
        assertThat(TextWrap.lines("a " + "x".repeat(25) + " b", 10))
                .containsExactly("a", "xxxxxxxxxx", "xxxxxxxxxx", "xxxxx b");
        assertThat(TextWrap.lines("", 10)).containsExactly("");
    }

    @Test
    void json_is_passed_on_as_it_is() {
        CommandRun run =
                new CommandRun().env("GRAPEVINE_HTTP_ADDR", agent.url()).command("why", "node3", "-o", "json");
        assertThat(run.out())
                .startsWith("{\"member\":")
                .contains("\"kind\":\"sign\"")
                .endsWith("]}" + System.lineSeparator());
    }
}
