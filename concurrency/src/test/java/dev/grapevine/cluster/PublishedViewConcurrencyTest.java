package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.Main;

/** Runs {@link PublishedViewStress} in JVMs of jcstress's own. The report is in {@code target/jcstress}. */
class PublishedViewConcurrencyTest {

    private static final Pattern FORBIDDEN =
            Pattern.compile("^dev[.]grapevine[.]cluster[.]PublishedViewStress[.](\\w+) .*: Observed forbidden state");

    @Test
    void no_reader_sees_a_view_half_built_and_the_broken_twin_is_found() throws Exception {
        String output = jcstress("PublishedViewStress");
        assertThat(output.lines()
                        .flatMap(line -> FORBIDDEN.matcher(line).results().map(found -> found.group(1))))
                .as(output)
                .isNotEmpty()
                .containsOnly("Canary");
        assertThat(output).contains("Error tests: No matches", "All remaining tests: 1 matching test results");
    }

    private static String jcstress(String tests) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of(System.getProperty("grapevine.concurrency.output")));
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "-t",
                        tests,
                        "-r",
                        folder.toString(),
                        "-m",
                        "quick",
                        "-jvmArgs",
                        "-XX:+UseSerialGC",
                        "-af",
                        "NONE",
                        "-sc",
                        "false",
                        "-iters",
                        "2",
                        "-time",
                        "300"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
