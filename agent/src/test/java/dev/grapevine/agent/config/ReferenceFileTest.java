package dev.grapevine.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReferenceFileTest {

    @Test
    void the_file_in_the_documentation_is_the_one_that_the_code_generates() throws IOException {
        assertThat(Files.readString(Path.of("../docs/grapevine.reference.yaml")))
                .as("generate it with: bin/grapevine config reference > docs/grapevine.reference.yaml")
                .isEqualTo(ReferenceFile.text());
    }

    @Test
    void the_unchanged_reference_file_sets_nothing() {
        AgentConfig plain = new SomeConfig().load();
        AgentConfig reference = new SomeConfig().yaml(ReferenceFile.text()).load();
        assertThat(reference).isEqualTo(plain);
    }

    @Test
    void with_every_line_enabled_each_key_is_set_and_each_setting_has_its_default() {
        String yaml = ReferenceFile.text()
                .lines()
                .map(line -> line.replaceFirst("^( *)#(?=[a-z]|  )", "$1"))
                .collect(Collectors.joining("\n"));
        AgentConfig config = new SomeConfig()
                .yaml(yaml)
                .file("/etc/grapevine/key", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
                .file("/etc/grapevine/token", "hush")
                .file("/etc/grapevine/tokens", "anonymous: read")
                .load();
        assertThat(config.protocol()).isEqualTo(Settings.of(Profile.LAN));
        assertThat(config.services()).extracting(ServiceSpec::id).containsExactly("web", "db-1");
        assertThat(config.effective())
                .hasSize(ConfigKeys.values().size() + 1) // and the ids of the keys
                .allSatisfy(value -> assertThat(value.source()).as(value.key()).startsWith("config.yaml:"));
    }

    @Test
    void the_schema_describes_every_key() {
        for (ProtocolSetting setting : ProtocolSetting.values()) {
            assertThat(at(ConfigSchema.of(), "protocol." + setting.key())).containsKey("description");
        }
        for (ConfigKey<?> key : ConfigKeys.values()) {
            assertThat(at(ConfigSchema.of(), key.name())).as(key.name()).containsKeys("description");
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> at(Map<String, Object> schema, String key) {
        Map<String, Object> found = schema;
        for (String part : key.split("\\.")) {
            found = (Map<String, Object>) ((Map<String, Object>) found.get("properties")).get(part);
        }
        return found;
    }
}
