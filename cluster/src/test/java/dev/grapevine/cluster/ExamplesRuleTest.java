package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Programs use two packages of Grapevine and no other, and so do the examples that they are copied from. */
class ExamplesRuleTest {

    private static final Path EXAMPLES = Path.of("../examples");
    private static final Pattern PACKAGE = Pattern.compile("\\bdev\\.grapevine(\\.[a-z]\\w*)*");

    @Test
    void each_example_uses_the_packages_for_users_only() throws IOException {
        for (Path example : examples()) {
            Set<String> used = new TreeSet<>();
            for (Path source : sources(example)) {
                used.addAll(packages(Files.readString(source)));
            }
            assertThat(used)
                    .as(example.toString())
                    .contains("dev.grapevine.cluster")
                    .isSubsetOf("dev.grapevine.cluster", "dev.grapevine.model");
        }
    }

    @Test
    void a_use_of_another_package_is_found() {
        assertThat(packages("import dev.grapevine.cluster.Cluster;\n    new dev.grapevine.cluster.net.EventLoop();"))
                .containsExactly("dev.grapevine.cluster", "dev.grapevine.cluster.net");
    }

    private static List<Path> examples() throws IOException {
        try (Stream<Path> folders = Files.list(EXAMPLES)) {
            List<Path> projects = folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .sorted()
                    .toList();
            assertThat(projects).isNotEmpty();
            return projects;
        }
    }

    private static List<Path> sources(Path example) throws IOException {
        try (Stream<Path> files = Files.walk(example.resolve("src"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static Set<String> packages(String source) {
        return new TreeSet<>(
                PACKAGE.matcher(source).results().map(MatchResult::group).toList());
    }
}
