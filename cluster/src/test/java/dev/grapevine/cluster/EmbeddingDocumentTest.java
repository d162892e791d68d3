package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Health;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in docs/embedding.md compile, without a warning, and print what is said there. */
class EmbeddingDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/embedding.md");
    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("public final class (\\w+)");

    @TempDir
    static Path folder;

    /** By the name of each program, the output that follows it in the document; empty if none does. */
    private static final Map<String, String> PRINTED = new LinkedHashMap<>();

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        List<String> files = new ArrayList<>();
        String name = "";
        for (MatchResult block :
                BLOCK.matcher(Files.readString(DOCUMENT)).results().toList()) {
            if (block.group(1).equals("java")) {
                Matcher named = NAME.matcher(block.group(2));
                assertThat(named.find()).as(block.group(2)).isTrue();
                name = named.group(1);
                Path file = folder.resolve(name + ".java");
                Files.writeString(file, block.group(2));
                files.add(file.toString());
                PRINTED.put(name, "");
            } else {
                PRINTED.put(name, block.group(2));
            }
        }
        List<String> command =
                new ArrayList<>(List.of("javac", "-Xlint:all", "-Werror", "-cp", libraries(), "-d", folder.toString()));
        command.addAll(files);
        assertThat(run(command)).isEmpty();
    }

    private static String libraries() {
        return TestPrograms.place(Cluster.class)
                + System.getProperty("path.separator")
                + TestPrograms.place(Health.class);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        List<String> full = new ArrayList<>(command);
        full.set(
                0,
                Path.of(System.getProperty("java.home"), "bin", command.get(0)).toString());
        Process child = new ProcessBuilder(full)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(printed).isZero();
        return printed;
    }

    @Test
    void each_program_prints_what_the_document_says() throws IOException, InterruptedException {
        Map<String, String> programs = PRINTED.entrySet().stream()
                .filter(program -> !program.getValue().isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(programs).containsOnlyKeys("Shop", "Worker");
        for (Map.Entry<String, String> program : programs.entrySet()) {
            String printed = run(List.of(
                    "java", "-cp", libraries() + System.getProperty("path.separator") + folder, program.getKey()));
            assertThat(printed.lines())
                    .as(program.getKey())
                    .containsExactlyElementsOf(program.getValue().lines().toList());
        }
    }
}
