package dev.grapevine.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The {@code wait} command. */
class WaitCommandTest {

    private final FakeAgent agent = new FakeAgent();

    @AfterEach
    void stop() {
        agent.close();
    }

    private CommandRun run(String... command) {
        return new CommandRun().env("GRAPEVINE_HTTP_ADDR", agent.url()).command(command);
    }

    @Test
    void wait_ends_when_all_conditions_hold_at_once() {
        String two = "[" + SampleInfos.member("node1", "alive") + "," + SampleInfos.member("node2", "alive") + "]";
        agent.on("GET /v1/members?status=alive", 200, "[]")
                .on("GET /v1/members?status=alive", 200, two)
                .on(
                        "GET /v1/services/web?passing=true",
                        404,
                        "{\"title\":\"x\",\"detail\":\"\",\"status\":404,\"type\":\"\"}")
                .on(
                        "GET /v1/services/web?passing=true",
                        200,
                        "[" + SampleInfos.instance("web", "w", "node1", "passing") + "]")
                .on("GET /v1/stats?compare=32", 200, SampleInfos.stats(1, 2))
                .on("GET /v1/stats?compare=32", 200, SampleInfos.stats(2, 2));
        CommandRun run = run("wait", "--members", "2", "--service", "web", "--agreement", "100%");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("done after ");
    }

    @Test
    void wait_reports_which_conditions_did_not_hold_after_a_timeout() {
        agent.on("GET /v1/members?status=alive", 200, "[" + SampleInfos.member("node1", "alive") + "]")
                .on("GET /v1/stats?compare=32", 200, SampleInfos.stats(1, 3));
        CommandRun run = run("wait", "--members", "3", "--service", "web", "--agreement", "90", "--timeout", "1ms");
        assertThat(run.status()).isEqualTo(124);
        assertThat(run.err())
                .isEqualTo(
                        "grapevine: timed out after 1ms: 1 of 3 members are alive, no instance of web is passing, 1 of 3"
                                + " compared members hold the same view" + System.lineSeparator());
    }
}
