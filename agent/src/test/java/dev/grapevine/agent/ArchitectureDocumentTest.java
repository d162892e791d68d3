package dev.grapevine.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The architecture page walks through the code by the names of classes and methods; all of them have to exist. */
class ArchitectureDocumentTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern NAMED = Pattern.compile("`([A-Z][a-z]\\w*)(?:\\.([a-z]\\w*))?`");
    private static final Pattern PACKAGE = Pattern.compile("`(?:dev\\.grapevine\\.)?(core(?:\\.\\w+)?|model)`");
    private static final int WALK_FILES = 8;

    private final String page = read(ROOT.resolve("docs/architecture.md"));

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Path> classes() throws IOException {
        Map<String, Path> classes = new HashMap<>();
        for (String module : List.of("core", "cluster", "sim", "yaml", "agent")) {
            for (String part : List.of("main", "test")) {
                try (Stream<Path> files = Files.walk(ROOT.resolve(Path.of(module, "src", part, "java")))) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .forEach(file ->
                                    classes.put(file.getFileName().toString().replace(".java", ""), file));
                }
            }
        }
        return classes;
    }

    @Test
    void every_class_and_method_that_the_page_names_exists() throws IOException {
        Map<String, Path> classes = classes();
        List<String> missing = NAMED.matcher(page)
                .results()
                .filter(name -> {
                    Path file = classes.get(name.group(1));
                    return file == null || name.group(2) != null && !read(file).contains(" " + name.group(2) + "(");
                })
                .map(name -> name.group())
                .toList();
        assertThat(missing).isEmpty();
    }

    @Test
    void every_package_of_core_is_on_the_page_and_no_other() throws IOException {
        Path core = ROOT.resolve("core/src/main/java/dev/grapevine");
        Set<String> packages;
        try (Stream<Path> files = Files.walk(core)) {
            packages = files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> core.relativize(file.getParent()).toString().replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        Set<String> named = PACKAGE.matcher(page)
                .results()
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isEqualTo(packages);
    }

    @Test
    void a_silent_death_is_followed_through_eight_files() {
        String walk =
                page.substring(page.indexOf("## The walk of a silent death"), page.indexOf("A process that is killed"));
        assertThat(Pattern.compile("(?:^|and )(\\d)\\. `([A-Z]\\w*)`", Pattern.MULTILINE)
                        .matcher(walk)
                        .results()
                        .map(step -> step.group(1) + " " + step.group(2)))
                .containsExactly(
                        "1 Prober",
                        "2 Pings",
                        "3 Membership",
                        "4 RumorPolicy",
                        "5 PushedRumors",
                        "6 Suspicions",
                        "7 Brake",
                        "8 EventEmitter")
                .hasSize(WALK_FILES);
    }
}
