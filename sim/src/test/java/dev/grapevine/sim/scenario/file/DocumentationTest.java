package dev.grapevine.sim.scenario.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.sim.scenario.Expectation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documentation of scenario files is that of the code. */
class DocumentationTest {

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/simulation.md"));
    }

    /** The rows of the first table after a heading, without the head of the table. */
    private static List<String> rows(String heading) throws IOException {
        String after = page().substring(page().indexOf("\n" + heading + "\n"));
        return after.lines()
                .dropWhile(line -> !line.startsWith("| ---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    @Test
    void every_key_is_explained_as_in_the_code_and_no_other() throws IOException {
        List<String> expected = new ArrayList<>();
        ScenarioKey.ALL.forEach(
                key -> expected.add("| `" + key.name() + "` | " + key.type().allowed() + " | "
                        + (key.fallback().isEmpty() ? "" : key.fallback() + " ") + "| " + key.meaning() + " |"));
        List<String> rows = rows("### Keys");
        assertThat(rows.subList(0, expected.size())).isEqualTo(expected);
        List<String> others = ScenarioReader.keys().stream()
                .skip(expected.size())
                .map(key -> key.replaceFirst("^(expect|protocol)\\..*", "$1.*"))
                .distinct()
                .toList();
        assertThat(rows.subList(expected.size(), rows.size()).stream().map(row -> row.split("`", -1)[1]))
                .isEqualTo(others);
    }

    @Test
    void every_step_is_explained_as_in_the_code_and_no_other() throws IOException {
        List<String> expected = new ArrayList<>();
        for (StepKind kind : StepKind.values()) {
            expected.add("| `" + kind.usage().replace("|", "\\|") + "` | " + kind.meaning() + " |");
        }
        assertThat(rows("### Timeline")).isEqualTo(expected);
    }

    @Test
    void every_expectation_is_explained_as_in_the_code_and_no_other() throws IOException {
        List<String> expected = new ArrayList<>();
        for (Expectation.Quantity quantity : Expectation.Quantity.values()) {
            String bound = quantity.unit() == Expectation.Unit.COUNT
                    ? "number"
                    : quantity.unit().name().toLowerCase(Locale.ROOT);
            expected.add("| `" + quantity.key() + "` | " + (quantity.atMost() ? "at most a " : "at least a ") + bound
                    + " | " + quantity.meaning() + " |");
        }
        assertThat(rows("### Expectations")).isEqualTo(expected);
    }

    @Test
    void the_files_on_the_page_can_be_read() throws IOException {
        List<String> files = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(page())
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        assertThat(files).isNotEmpty();
        for (String file : files) {
            assertThat(ParsedFile.of(file).problems()).isEmpty();
        }
    }
}
