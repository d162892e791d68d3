package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on failure detection names tests for every schedule. They must exist. */
class FailureDocumentTest {

    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test)\\.(\\w+)`");

    private static String sourceOf(String test) throws IOException {
        for (String module : List.of("core", "sim", "cluster")) {
            Path root = Path.of("..", module, "src", "test", "java");
            try (Stream<Path> files = Files.walk(root)) {
                List<Path> found =
                        files.filter(file -> file.endsWith(test + ".java")).toList();
                if (!found.isEmpty()) {
                    return Files.readString(found.get(0));
                }
            }
        }
        throw new AssertionError("there is no " + test);
    }

    @Test
    void each_test_that_the_page_names_exists() throws IOException {
        List<String> rows = Files.readString(Path.of("../docs/failure-detection.md"))
                .lines()
                .filter(line -> line.matches("\\| [A-Z][0-9]+ \\|.*"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(40);
        for (String row : rows) {
            List<String[]> named = NAMED.matcher(row)
                    .results()
                    .map(found -> new String[] {found.group(1), found.group(2)})
                    .toList();
            assertThat(named).as(row).isNotEmpty();
            for (String[] test : named) {
                assertThat(sourceOf(test[0])).as(row).contains("void " + test[1] + "(");
            }
        }
    }
}
