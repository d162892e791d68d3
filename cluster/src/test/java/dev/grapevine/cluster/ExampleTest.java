package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExampleTest {

    @Test
    void the_documented_example_does_what_it_says() {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Example.main(new String[0]);
        } finally {
            System.setOut(console);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("JOINED", "node1 ALIVE", "node2 ALIVE", "127.0.0.1:8080");
    }

    @Test
    void the_documented_example_is_the_one_that_runs_here() throws IOException {
        String documented = Files.readString(Path.of("src/main/java/dev/grapevine/cluster/Cluster.java"))
                .lines()
                .dropWhile(line -> !line.contains("<pre>{@code"))
                .skip(1)
                .takeWhile(line -> !line.contains("}</pre>"))
                .map(line -> line.replaceFirst("^ \\*", ""))
                .collect(Collectors.joining());
        String run = Files.readString(Path.of("src/test/java/dev/grapevine/cluster/Example.java"));
        assertThat(documented).isNotBlank();
        assertThat(run).containsIgnoringWhitespaces(documented);
    }
}
