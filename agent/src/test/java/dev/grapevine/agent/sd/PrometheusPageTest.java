package dev.grapevine.agent.sd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about Prometheus. */
final class PrometheusPageTest {

    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    @TempDir
    Path folder;

    @Test
    void prometheus_takes_the_configuration_that_the_page_shows() throws IOException, InterruptedException {
        Matcher shown = Pattern.compile("```yaml\n(scrape_configs:\n.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/prometheus.md")));
        assertThat(shown.find()).isTrue();
        assumeTrue(Files.isExecutable(PROMTOOL), () -> PROMTOOL + " is missing");
        Path file = Files.writeString(folder.resolve("prometheus.yml"), shown.group(1));
        Process process = new ProcessBuilder(PROMTOOL.toString(), "check", "config", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("out")))
                .isZero();
    }
}
