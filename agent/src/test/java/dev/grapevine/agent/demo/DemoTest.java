package dev.grapevine.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.cli.Grapevine;
import dev.grapevine.agent.cli.Shell;
import dev.grapevine.agent.cli.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole demo, with real processes. */
class DemoTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int demo(String... options) {
        String[] command = new String[options.length + 1];
        command[0] = "demo";
        System.arraycopy(options, 0, command, 1, options.length);
        return Grapevine.run(
                new Shell(new PrintWriter(out, true), new PrintWriter(err, true), Map.of(), Terminal.NONE), command);
    }

    @Test
    @Timeout(value = 180, unit = TimeUnit.SECONDS)
    void all_members_learn_of_every_event_and_no_process_is_left_running() {
        int status = demo("--members", "3");
        assertThat(err.toString()).isEmpty();
        assertThat(status).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("all 3 see all 3")
                .contains("node2 is killed (SIGKILL)")
                .containsPattern("node1 +\\d+ +127\\.0\\.0\\.1:\\d+ +http://127\\.0\\.0\\.1:\\d+ +alive by 2")
                .containsPattern("node3 +ended +127\\.0\\.0\\.1:\\d+ +http://127\\.0\\.0\\.1:\\d+ +left by 2")
                .containsPattern("service web registered on node2 +3 of 3 ")
                .containsPattern("node2 killed +2 of 2 ")
                .containsPattern("node2 started again \\(from process start\\) +2 of 2 ")
                .containsPattern("node3 left +2 of 2 ");
        assertThat(ProcessHandle.current().children().filter(DemoTest::agent)).isEmpty();
    }

    private static boolean agent(ProcessHandle process) {
        return process.isAlive() && process.info().commandLine().orElse("").contains("--ends-with-parent");
    }

    @Test
    void too_few_or_too_many_members_are_refused() {
        assertThat(demo("--members", "2")).isEqualTo(2);
        assertThat(demo("--port", "65500")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "grapevine: --members: found \"2\", expected 3 to 20",
                        "grapevine: --port: found \"65500\", expected 1 to 65430");
        assertThat(out.toString()).isEmpty();
    }
}
