package dev.grapevine.agent.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The templates in {@code deploy/templates}. */
final class ReadyTemplatesTest {

    private static final Path TEMPLATES = Path.of("../deploy/templates");
    private static final Path GOLDEN = Path.of("src/test/resources/dev/grapevine/agent/template");

    @TempDir
    Path folder;

    private static String render(String name, FollowedCatalogue catalogue) throws TemplateException {
        return new Template(TEMPLATES.resolve(name + ".peb"), Map.of()).render(catalogue);
    }

    private static FollowedCatalogue empty() {
        return Catalogues.of(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"haproxy", "nginx", "prometheus", "hosts"})
    void it_makes_the_expected_file(String name) throws Exception {
        assertThat(render(name, Catalogues.sample())).isEqualTo(Files.readString(GOLDEN.resolve(name + ".golden")));
    }

    @Test
    void each_template_is_tested() throws IOException {
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("haproxy.peb", "nginx.peb", "prometheus.peb", "hosts.peb");
        }
    }

    @Test
    void haproxy_takes_it() throws Exception {
        for (FollowedCatalogue catalogue : List.of(Catalogues.sample(), empty())) {
            Path file = Files.writeString(folder.resolve("haproxy.cfg"), render("haproxy", catalogue));
            check(Path.of("/usr/sbin/haproxy"), "-c", "-f", file.toString());
        }
    }

    @Test
    void nginx_takes_it() throws Exception {
        for (FollowedCatalogue catalogue : List.of(Catalogues.sample(), empty())) {
            Files.writeString(folder.resolve("upstreams.conf"), render("nginx", catalogue));
            Path file = Files.writeString(
                    folder.resolve("nginx.conf"),
                    "pid " + folder + "/pid; error_log stderr; events {} http { access_log off; include " + folder
                            + "/upstreams.conf; }");
            check(Path.of("/usr/sbin/nginx"), "-t", "-c", file.toString());
        }
    }

    @Test
    void prometheus_takes_it() throws Exception {
        for (FollowedCatalogue catalogue : List.of(Catalogues.sample(), empty())) {
            Files.writeString(folder.resolve("targets.json"), render("prometheus", catalogue));
            Path file = Files.writeString(
                    folder.resolve("prometheus.yml"),
                    "scrape_configs: [{job_name: a, file_sd_configs: [{files: [" + folder + "/targets.json]}]}]\n");
            check(Path.of("/usr/bin/promtool"), "check", "config", file.toString());
        }
    }

    private void check(Path program, String... arguments) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(program), () -> program + " is missing");
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor()).as(() -> read(out)).isZero();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
