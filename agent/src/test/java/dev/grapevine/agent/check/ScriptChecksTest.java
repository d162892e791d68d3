package dev.grapevine.agent.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.cluster.check.CheckOutcome;
import dev.grapevine.cluster.check.InstanceVerdict;
import dev.grapevine.model.Health;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real scripts, run by the checks of an agent. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class ScriptChecksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofHours(1);
    private static final InstanceKey WEB = new InstanceKey("web", "web-1");

    private final HealthChecks checks = HealthChecks.start(Clock.systemUTC(), new FakeCluster(), key -> {});

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        checks.close();
    }

    private void watch(Duration timeout, String... command) {
        watch(WEB, timeout, command);
    }

    private void watch(InstanceKey key, Duration timeout, String... command) {
        CheckSpec.Pace pace = new CheckSpec.Pace(LONG, timeout, 1, 1);
        CheckSpec script = new CheckSpec.Script(List.of(command), pace, CheckSpec.Label.NONE);
        checks.watch(
                key, "127.0.0.1", 8080, List.of(script), Health.CRITICAL, InstanceVerdict.NOT_CHECKED, List.of(), null);
    }

    private CheckStatus result() {
        return result(WEB);
    }

    private CheckStatus result(InstanceKey key) {
        await().atMost(PATIENCE).until(() -> checks.status(key).get(0).at().isPresent());
        return checks.status(key).get(0);
    }

    private CheckStatus run(String... command) {
        watch(LONG, command);
        return result();
    }

    private CheckStatus shell(String text) {
        return run("sh", "-c", text);
    }

    private Path file(String name, String content, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static void assertGone(Path pidFile) throws IOException {
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        await().atMost(PATIENCE)
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    exit 0                    | PASSING  | exit status 0
                    echo fine                 | PASSING  | fine
                    echo slow; exit 1         | WARNING  | slow
                    exit 1                    | WARNING  | exit status 1
                    echo out; echo err >&2; exit 2 | CRITICAL | exit status 2: out err
                    exit 255                  | CRITICAL | exit status 255
                    kill -9 $$                | CRITICAL | ended by signal 9
                    """)
    void the_exit_status_is_the_health_and_what_it_prints_the_output(String script, Health health, String output) {
        CheckStatus status = shell(script);
        assertThat(status.health()).isEqualTo(health);
        assertThat(status.output().replace('\n', ' ')).isEqualTo(output);
    }

    @Test
    void arguments_reach_the_program_as_they_are() throws IOException {
        Path program = file("show args.sh", "#!/bin/sh\nfor a in \"$@\"; do echo \"<$a>\"; done", "rwxr-xr-x");
        assertThat(run(program.toString(), "$HOME", "a  b", "*", "").output()).isEqualTo("<$HOME>\n<a  b>\n<*>\n<>");
    }

    @Test
    void a_script_knows_the_instance_and_not_the_secrets_of_the_agent() {
        assertThat(shell("echo $GRAPEVINE_SERVICE $GRAPEVINE_ID $GRAPEVINE_ADDRESS $GRAPEVINE_PORT")
                        .output())
                .isEqualTo("web web-1 127.0.0.1 8080");
    }

    @Test
    void the_standard_input_is_empty() {
        assertThat(shell("cat; echo end").output()).isEqualTo("end");
    }

    @ParameterizedTest
    @CsvSource({"yes é | head -c 9000000", "head -c 300000 /dev/zero; true"})
    void a_flood_is_cut(String script) {
        CheckStatus status = shell(script);
        assertThat(status.health()).isEqualTo(Health.PASSING);
        assertThat(status.output().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(CheckOutcome.MAX_BYTES);
    }

    @Test
    void a_run_ends_with_its_script_though_a_daemon_keeps_its_output_open() throws IOException {
        Path pid = folder.resolve("pid");
        CheckStatus status = shell("sleep 100 & echo $! > " + pid + "; echo started");
        assertThat(status.health()).isEqualTo(Health.PASSING);
        assertThat(status.output()).isEqualTo("started");
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void a_daemon_that_floods_the_output_when_its_script_has_ended_is_not_read() throws IOException {
        Path pid = folder.resolve("pid");
        assertThat(shell("yes & echo $! > " + pid + "; exit 0").health()).isEqualTo(Health.PASSING);
        assertGone(pid); // nobody reads, of which it is told
    }

    @Test
    void a_script_that_is_late_is_killed_with_all_that_it_has_started() throws IOException {
        Path pid = folder.resolve("pid");
        Path childPid = folder.resolve("child");
        watch(
                Duration.ofSeconds(2),
                "sh",
                "-c",
                "trap '' TERM; echo $$ > " + pid + "; echo begun; (trap '' TERM; sleep 1000 & echo $! > " + childPid
                        + "; wait)");
        CheckStatus status = result();
        assertThat(status.health()).isEqualTo(Health.CRITICAL);
        assertThat(status.output()).isEqualTo("the script was killed, as it had not ended within 2.0 s: begun");
        assertGone(pid);
        assertGone(childPid);
    }

    @Test
    void the_end_of_the_checks_kills_scripts() throws IOException {
        Path pid = folder.resolve("pid");
        watch(LONG, "sh", "-c", "echo $$ > " + pid + "; exec sleep 1000");
        await().atMost(PATIENCE).until(() -> Files.exists(pid) && Files.size(pid) > 1);
        checks.close();
        assertGone(pid);
    }

    @Test
    void an_instance_that_is_withdrawn_ends_its_script() throws IOException {
        Path pid = folder.resolve("pid");
        watch(LONG, "sh", "-c", "echo $$ > " + pid + "; exec sleep 1000");
        await().atMost(PATIENCE).until(() -> Files.exists(pid) && Files.size(pid) > 1);
        checks.unwatch(WEB);
        assertGone(pid);
    }

    @Test
    void what_cannot_be_run_says_why() throws IOException {
        Path plain = file("plain", "exit 0", "rw-r--r--");
        Path lost = file("lost", "#!/no/such/shell\n", "rwxr-xr-x");
        assertThat(run(folder + "/absent").output()).isEqualTo("there is no program " + folder + "/absent");
        assertThat(checks.status(WEB).get(0).health()).isEqualTo(Health.CRITICAL);
        assertThat(run("no-such-program-here").output())
                .isEqualTo("there is no program no-such-program-here on the PATH of the agent; use its full path");
        assertThat(run(plain.toString()).output())
                .isEqualTo(plain + " may not be run by the agent's user; chmod +x, and check the directories above it");
        assertThat(run(folder.toString()).output()).isEqualTo(folder + " is a directory; name the program in it");
        assertThat(run(lost.toString()).output())
                .isEqualTo(
                        lost + " cannot be started, because the interpreter that its first line names does not exist");
    }

    @Test
    void scripts_that_hang_leave_room_for_those_that_are_well() {
        for (int i = 0; i < 3 * ScriptRunner.MOST; i++) {
            watch(new InstanceKey("hangs", "" + i), Duration.ofSeconds(1), "sleep", "1000");
        }
        assertThat(shell("echo well").output()).isEqualTo("well");
        for (int i = 0; i < 3 * ScriptRunner.MOST; i++) {
            assertThat(result(new InstanceKey("hangs", "" + i)).output())
                    .matches("the script (was killed, as it had not ended|could not begin) within 1\\.0 s.*");
        }
    }

    @Test
    void names_of_programs_are_published_and_their_arguments_not() {
        ScriptTarget target =
                new ScriptTarget(List.of("check-db", "--password", "hush"), Map.of(), new ScriptRunner("t"));
        assertThat(target).hasToString("script:check-db");
    }
}
