package dev.grapevine.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page about the configuration agrees with the code. */
class ConfigurationPageTest {

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/configuration.md"));
    }

    @Test
    void the_page_lists_every_key_with_its_variable_and_flag() throws IOException {
        List<String> rows =
                page().lines().filter(line -> line.startsWith("| `")).toList();
        for (ConfigKey<?> key : ConfigKeys.values()) {
            if (!key.name().startsWith("protocol.")) {
                String row = rows.stream()
                        .filter(line -> line.contains("`" + key.name() + "`"))
                        .findFirst()
                        .orElse("no row for " + key.name());
                assertThat(row).contains("`" + key.name() + "`", key.env(), key.flag());
            }
        }
    }

    @Test
    void the_messages_on_the_page_are_the_real_ones() throws IOException {
        String[] before = new String[11];
        Arrays.fill(before, "");
        before[9] = "protocol:";
        before[10] = "  probe:";
        String[] yaml = Arrays.copyOf(before, 12);
        yaml[11] = "    perod: 1s";
        List<String> problems = new SomeConfig()
                .yaml(yaml)
                .env("NODE_PORT", "abc")
                .flag("--http", "127.0.0.1:7700")
                .problems();
        assertThat(problems).hasSize(3);
        for (String problem : problems) {
            assertThat(page()).contains("    grapevine: " + problem + "\n");
        }
    }

    @Test
    void the_services_on_the_page_are_valid() {
        assertThat(new SomeConfig().env("SERVICES", "web,api:9000").problems()).isEmpty();
        assertThat(new SomeConfig()
                        .flag("--service", "web:8080/v2+eu?weight=5&check=http:/health&interval=5s")
                        .problems())
                .isEmpty();
    }
}
