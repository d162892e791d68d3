package dev.grapevine.agent.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.cli.CommandRun;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateCommandTest {

    private static final String[] SMALL = {"simulate", "crash", "--members", "8", "--duration", "25s"};

    private static CommandRun small(String... more) {
        String[] command = java.util.Arrays.copyOf(SMALL, SMALL.length + more.length);
        System.arraycopy(more, 0, command, SMALL.length, more.length);
        return new CommandRun().command(command);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(CommandRun run) {
        return (Map<String, Object>) Jsonb.builder().build().type(Object.class).fromJson(run.out());
    }

    @Test
    void a_run_is_summarized() {
        CommandRun run = small();
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.lines().subList(0, 4))
                .containsExactly(
                        "crash  Processes are killed one at a time.",
                        "8 members, 25s, profile lan, mechanisms all, seed 1",
                        "",
                        "Detection of 1 fault, all known to all survivors");
        assertThat(run.lines())
                .contains("Mistakes", "News", "Expected", "The run kept every guarantee and expectation");
    }

    @Test
    void a_timeline_that_has_no_end_and_clocks_beyond_all_bounds_are_errors_of_the_file_or_harmless(
            @TempDir Path folder) throws IOException {
        Path file = folder.resolve("f\u00fcnf.yaml");
        Files.writeString(file, "members: 3\nduration: 30s\ntimeline:\n  - {every: 1ns, do: clock-step all 1s}\n");
        CommandRun run = new CommandRun().command("simulate", file.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("grapevine: " + file
                        + ":4:5: timeline.every: 1ns is too short: in the 30s of the run, that may be"
                        + " more than 100000 times" + System.lineSeparator());
        for (String step : List.of("-9999999h", "99999999999999999999h", "-10000000y")) {
            Files.writeString(
                    file, "members: 3\nduration: 5s\ntimeline:\n  - {at: 1s, do: clock-step all " + step + "}\n");
            assertThat(new CommandRun().command("simulate", file.toString()).status())
                    .as(step)
                    .isEqualTo(2);
        }
        for (String step : List.of("-10000h", "10000h")) {
            Files.writeString(
                    file,
                    "members: 3\nduration: 30s\ntimeline:\n  - {every: 100ms, do: clock-step all " + step + "}\n");
            assertThat(new CommandRun().command("simulate", file.toString()).status())
                    .as(step)
                    .isIn(0, 1);
        }
        Files.write(file, new byte[5 << 20]);
        assertThat(new CommandRun().command("simulate", file.toString()).err())
                .startsWith("grapevine: " + file + ": cannot read the scenario: it is longer than 4 MB");
    }

    @Test
    void the_same_seed_gives_the_same_bytes_of_json() {
        String first = small("--seed", "5", "-o", "json").out();
        assertThat(small("--seed", "5", "-o", "json").out()).isEqualTo(first);
        assertThat(small("--seed", "6", "-o", "json").out()).isNotEqualTo(first);
    }

    @Test
    void json_has_every_figure_of_a_run() {
        Map<String, Object> json = json(small("-o", "json"));
        assertThat(json)
                .containsKeys(
                        "scenario",
                        "settings",
                        "seeds",
                        "failed",
                        "expected",
                        "runs",
                        "faults",
                        "unnoticed",
                        "detection",
                        "mistakes",
                        "news",
                        "traffic",
                        "agreement",
                        "checks",
                        "invariants",
                        "run");
        assertThat(json.get("members")).isEqualTo(8L);
        Map<?, ?> detection = (Map<?, ?>) json.get("detection");
        Map<?, ?> refused = (Map<?, ?>) detection.get("REFUSED");
        assertThat((Map<?, ?>) refused.get("each")).extracting("count").isEqualTo(7L);
        Map<?, ?> details = (Map<?, ?>) json.get("run");
        assertThat(details.keySet().stream().map(String::valueOf))
                .containsExactly("ended", "members", "timeline", "faults", "news", "traffic", "states");
        assertThat((List<?>) details.get("faults")).hasSize(1);
    }

    @Test
    void the_results_of_several_seeds_are_combined() {
        CommandRun run = small("--seeds", "1..4");
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .contains(
                        "Detection of 4 faults, all known to all survivors",
                        "All 4 runs kept every guarantee and expectation");
        Map<String, Object> json = json(small("--seeds", "1..4", "-o", "json"));
        assertThat((List<?>) json.get("runs")).hasSize(4);
        assertThat(json).doesNotContainKey("run");
    }

    @Test
    void mechanisms_are_compared_side_by_side() {
        CommandRun run = small("--mechanisms", "plain-swim,all");
        assertThat(run.status()).isZero();
        assertThat(run.lines().get(2)).matches(" +plain-swim +all");
        assertThat(run.lines()).anyMatch(line -> line.matches("healthy members: verdicts +\\d+ +0"));
    }

    @Test
    void an_unmet_expectation_is_reported_with_a_scenario_that_reproduces_it(@TempDir Path folder) throws IOException {
        CommandRun broken = small("--set", "expect.refused-within=1us", "--seed", "3");
        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.lines()).last().isEqualTo("The run failed");
        assertThat(broken.err()).contains("Seed 3, 25s: EXPECTATION: expected refused-within of at most 1us, found ");
        Path file = folder.resolve("short.yaml");
        Files.writeString(file, broken.err().substring(broken.err().indexOf("duration: ")));
        assertThat(Files.readString(file)).contains("  20s crash n");
        CommandRun again = new CommandRun().command("simulate", file.toString(), "--shrink", "0");
        assertThat(again.status()).isEqualTo(1);
    }

    @Test
    void the_file_of_a_scenario_is_shown_and_can_be_run(@TempDir Path folder) throws IOException {
        CommandRun shown = new CommandRun().command("simulate", "split-start", "--show");
        assertThat(shown.out()).startsWith("# Two halves start");
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, shown.out());
        assertThat(new CommandRun().command("simulate", file.toString()).lines())
                .first()
                .asString()
                .startsWith("mine  Two");
    }

    @Test
    void scenarios_are_listed_with_a_description() {
        CommandRun run = new CommandRun().command("simulate", "--list");
        assertThat(run.lines()).hasSize(17).contains("crash             Processes are killed one at a time.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    hng              | hng: cannot read the scenario: there is neither such a scenario nor such a file; did you mean hang?
                    nowhere.yaml     | nowhere.yaml: cannot read the scenario: there is no such file
                    hang --seed x    | --seed: found "x", expected a number; use --seeds for a range
                    hang --seeds 3-4 | --seeds: seeds: found "3-4", expected a number as 42, or a range as 1..100
                    hang --seed 1 --seeds 1..2 | --seed and --seeds: use only one of them
                    hang --members 0 | --members: members: found "0", expected 1 to 10000
                    hang --loss 5    | --loss: network.loss: found "5", expected a share as 10%
                    hang --kill n65  | --kill: timeline: there is no member n65 at 45s; members are n1 to n64
                    hang --set x     | --set: found "x", expected KEY=VALUE, such as protocol.probe.period=500ms
                    hang --set protocol.probe.perod=1s | --set: protocol.probe.perod: unknown key; did you mean protocol.probe.period?
                    hang --mechanisms swim | --mechanisms: mechanisms: found "swim", expected plain-swim, lifeguard, all
                    hang --shrink -1 | --shrink: found "-1", expected 0 or more
                    """)
    void malformed_options_are_refused(String arguments, String line) {
        CommandRun run = new CommandRun().command(("simulate " + arguments).split(" "));
        assertThat(run.err()).isEqualTo("grapevine: " + line + System.lineSeparator());
        assertThat(run.status()).isEqualTo(2);
    }
}
