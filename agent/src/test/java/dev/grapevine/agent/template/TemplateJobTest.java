package dev.grapevine.agent.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.agent.config.QuietWait;
import dev.grapevine.agent.config.TemplateSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemplateJobTest implements TemplateReports {

    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    private final List<String> failures = new ArrayList<>();
    private final List<String> done = new ArrayList<>();

    @Override
    public void failed(String line) {
        failures.add(line.replace(folder.toString(), ""));
    }

    @Override
    public void done(String line) {
        done.add(line.replace(folder.toString(), ""));
    }

    private TemplateJob job(String text, String command) throws IOException, TemplateException {
        Path source = Files.writeString(folder.resolve("in"), text);
        TemplateSpec spec = TemplateSpec.parse(
                source + ":" + folder.resolve("out") + (command.isEmpty() ? "" : ":" + command),
                QuietWait.USUAL,
                Duration.ofSeconds(30));
        return new TemplateJob(spec, new Template(source, Map.of()), this);
    }

    @Test
    void the_first_catalogue_is_rendered_at_once_and_later_ones_after_quiet_or_the_longest_wait() throws Exception {
        TemplateJob job = job("x", "");
        assertThat(job.dueInNanos(5)).isEqualTo(Long.MAX_VALUE);
        job.changed(5);
        assertThat(job.dueInNanos(5)).isLessThanOrEqualTo(0);
        assertThat(job.run(Catalogues.sample(), () -> 5)).isTrue();
        assertThat(job.dueInNanos(5)).isEqualTo(Long.MAX_VALUE);
        for (int tenths = 0; tenths <= 95; tenths += 5) {
            job.changed(tenths * SECOND / 10);
        }
        assertThat(job.dueInNanos(95 * SECOND / 10)).isEqualTo(SECOND / 2);
        job.run(Catalogues.sample(), () -> 10 * SECOND);
        job.changed(20 * SECOND);
        assertThat(job.dueInNanos(20 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void the_command_runs_only_if_the_file_has_changed() throws Exception {
        TemplateJob job = job("{{ nodes() | length }}", "echo ran: it >> " + folder.resolve("ran"));
        job.run(Catalogues.sample(), () -> 0);
        job.run(Catalogues.sample(), () -> 0);
        assertThat(Files.readString(folder.resolve("ran"))).isEqualTo("ran: it\n");
        job.run(Catalogues.of(List.of()), () -> 0);
        assertThat(Files.readString(folder.resolve("ran"))).isEqualTo("ran: it\nran: it\n");
        assertThat(done).containsExactly("RENDERED /out", "RENDERED /out");
        assertThat(failures).isEmpty();
    }

    @Test
    void a_command_that_fails_is_tried_again_with_growing_pauses() throws Exception {
        Path ready = folder.resolve("ready");
        TemplateJob job = job("x", "test -e " + ready);
        assertThat(job.run(Catalogues.sample(), () -> 0)).isFalse();
        assertThat(job.dueInNanos(0)).isEqualTo(SECOND);
        assertThat(job.run(Catalogues.sample(), () -> SECOND)).isFalse();
        assertThat(job.dueInNanos(SECOND)).isEqualTo(2 * SECOND);
        Files.createFile(ready);
        assertThat(job.run(Catalogues.sample(), () -> 3 * SECOND)).isTrue();
        assertThat(job.dueInNanos(3 * SECOND)).isEqualTo(Long.MAX_VALUE);
        assertThat(failures)
                .containsExactly(
                        "the command of /out failed: it ended with status 1; it is tried again in 1 s",
                        "the command of /out failed: it ended with status 1; it is tried again in 2 s");
    }

    @Test
    void the_pause_begins_when_the_command_has_failed() throws Exception {
        TemplateJob job = job("x", "exit 3");
        Iterator<Long> times = List.of(30 * SECOND, 90 * SECOND).iterator();
        job.run(Catalogues.sample(), times::next);
        assertThat(job.dueInNanos(30 * SECOND)).isEqualTo(SECOND);
        job.run(Catalogues.sample(), times::next);
        assertThat(job.dueInNanos(90 * SECOND)).isEqualTo(2 * SECOND);
    }

    @Test
    void a_command_is_tried_again_also_while_the_template_fails() throws Exception {
        Path ready = folder.resolve("ready");
        TemplateJob job = job("{{ service(\"web\")[0].id }}", "test -e " + ready);
        assertThat(job.run(Catalogues.sample(), () -> 0)).isFalse();
        assertThat(job.run(Catalogues.of(List.of()), () -> SECOND)).isFalse();
        assertThat(job.dueInNanos(SECOND)).isEqualTo(2 * SECOND);
        Files.createFile(ready);
        assertThat(job.run(Catalogues.of(List.of()), () -> 3 * SECOND)).isFalse();
        assertThat(job.dueInNanos(3 * SECOND)).isEqualTo(Long.MAX_VALUE);
        assertThat(failures).hasSize(4);
    }

    @Test
    void a_template_that_fails_leaves_the_old_file_and_waits_for_a_change() throws Exception {
        TemplateJob job = job("{{ service(\"web\")[0].id }}", "");
        job.run(Catalogues.sample(), () -> 0);
        assertThat(Files.readString(folder.resolve("out"))).isEqualTo("web:1");
        assertThat(job.run(Catalogues.of(List.of()), () -> 0)).isFalse();
        assertThat(Files.readString(folder.resolve("out"))).isEqualTo("web:1");
        assertThat(job.dueInNanos(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(failures).singleElement().asString().startsWith("/in:1: ").endsWith("; /out stays as it is");
    }

    @Test
    void a_command_that_takes_too_long_is_ended_with_its_children() throws Exception {
        Path pid = folder.resolve("pid");
        FollowingCommand command =
                FollowingCommand.ofShell("sleep 600 & echo $! > " + pid + "; wait", Duration.ofSeconds(3));
        assertThatThrownBy(() -> command.run("")).hasMessage("it did not end within 3.0 s, and was ended");
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .ifPresent(child -> child.onExit().join());
    }

    @Test
    void a_command_gets_its_input_and_need_not_read_it() throws Exception {
        Path out = folder.resolve("read");
        String input = "ä".repeat(200_000);
        FollowingCommand.ofShell("cat > " + out, Duration.ZERO).run(input);
        assertThat(Files.readString(out)).isEqualTo(input);
        FollowingCommand.ofShell("exit 0", Duration.ZERO).run(input);
        assertThatThrownBy(() -> new FollowingCommand(List.of("/nowhere"), Duration.ZERO).run(""))
                .hasMessageContaining("it could not be started");
    }

    @Test
    void what_a_template_is_made_of_is_checked() {
        for (String wrong : List.of("a", "", ":b", "a:", " : ")) {
            assertThatThrownBy(() -> TemplateSpec.parse(wrong, QuietWait.USUAL, TemplateSpec.COMMAND_TIMEOUT))
                    .hasMessage("found \"" + wrong + "\", expected SOURCE:FILE or SOURCE:FILE:COMMAND");
        }
        assertThatThrownBy(() -> TemplateSpec.parse("a:./a", QuietWait.USUAL, TemplateSpec.COMMAND_TIMEOUT))
                .hasMessage("the template a would replace itself");
        assertThat(TemplateSpec.parse("a:b:c d: e", QuietWait.USUAL, TemplateSpec.COMMAND_TIMEOUT)
                        .command())
                .isEqualTo("c d: e");
        assertThat(QuietWait.parse("1s:10s")).isEqualTo(QuietWait.USUAL);
        assertThat(QuietWait.parse("1s")).isEqualTo(QuietWait.USUAL);
        assertThat(QuietWait.parse("0s:0s").most()).isZero();
        for (String wrong : List.of("", "soon", "2s:1s", "1s:", "1s:2s:3s", "-1s")) {
            assertThatThrownBy(() -> QuietWait.parse(wrong)).hasMessageContaining("expected QUIET:MOST");
        }
    }
}
