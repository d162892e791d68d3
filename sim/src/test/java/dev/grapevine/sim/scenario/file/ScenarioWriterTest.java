package dev.grapevine.sim.scenario.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.scenario.SeedRange;
import org.junit.jupiter.api.Test;

class ScenarioWriterTest {

    @Test
    void what_is_written_is_read_back_to_the_same_run() {
        Scenario scenario = ParsedFile.of(
                        "members: 10",
                        "profile: local",
                        "mechanisms: plain-swim",
                        "network: {delay: 1ms~5ms, loss: 2.5%, corrupt: 1%}",
                        "groups: {some: 30%}",
                        "timeline: [{every: 5s..9s, do: pause some 100ms..3s}]",
                        "expect: {healthy-deaths: 2, refused-within: 1.5s, agreement: 100%}")
                .file()
                .scenario(17);
        ScenarioFile read = ParsedFile.of(ScenarioWriter.write(scenario, 17)).file();
        assertThat(read.seeds()).isEqualTo(new SeedRange(17, 17));
        assertThat(read.scenario(17)).isEqualTo(scenario);
    }
}
