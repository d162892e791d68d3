package dev.grapevine.sim.scenario.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.SimulationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each scenario that comes with Grapevine, played as it is shipped. */
class ShippedScenariosTest {

    private static List<String> names() {
        return ShippedScenarios.names();
    }

    private static ScenarioFile file(String name) throws ScenarioException {
        return ScenarioReader.read(name + ".yaml", ShippedScenarios.text(name).orElseThrow(), List.of());
    }

    @ParameterizedTest
    @MethodSource("names")
    void it_meets_its_expectations(String name) throws ScenarioException {
        ScenarioFile file = file(name);
        assertThat(file.about()).isNotBlank();
        assertThat(file.expectations()).isNotEmpty();
        SimulationResult result = Simulation.play(1, file.scenario(1));
        assertThat(result.violation()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void it_says_what_it_shows_and_what_is_expected(String name) {
        String text = ShippedScenarios.text(name).orElseThrow();
        assertThat(text).startsWith("# ").contains("#\n# Expected: ");
    }

    @Test
    void all_files_of_the_folder_are_shipped() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("scenarios"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(ShippedScenarios.names());
        }
    }

    @Test
    void an_unknown_name_has_no_scenario() {
        assertThat(ShippedScenarios.text("../../secret")).isEmpty();
    }
}
