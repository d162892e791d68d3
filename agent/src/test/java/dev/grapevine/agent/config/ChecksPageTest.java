package dev.grapevine.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.RegisterRequest;
import dev.grapevine.agent.services.RegistrationMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples in docs/checks.md are taken as they stand there. */
class ChecksPageTest {

    private static List<String> found(String pattern) throws IOException {
        String page = Files.readString(Path.of("../docs/checks.md"));
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void the_files_are_valid() throws Exception {
        List<String> files = found("```yaml\n(.*?)```");
        assertThat(files).hasSize(2);
        for (String file : files) {
            assertThat(new SomeConfig().yaml(file.split("\n")).problems()).isEmpty();
        }
    }

    @Test
    void the_commands_are_valid() throws Exception {
        List<String> checks = found("--check '([^']*)'");
        assertThat(checks).hasSize(2);
        checks.forEach(check -> assertThat(CheckSyntax.parse(check)).isNotNull());
        List<String> services = found("--service '([^']*)'");
        assertThat(services).hasSize(2);
        services.forEach(
                service -> assertThat(ServiceSpec.parse(service).checks()).isNotEmpty());
    }

    @Test
    void the_request_is_valid() throws Exception {
        String json = found("```json\n(.*?)```").get(0);
        RegisterRequest request = JsonCodec.lenient().read(RegisterRequest.class, json);
        assertThat(RegistrationMapper.read("web", "web", request, null, 0).checks())
                .hasSize(3);
    }

    @Test
    void the_options_and_kinds_are_those_of_the_code() throws Exception {
        List<String> options = found("\n\\| `([a-z-]+)` \\|");
        assertThat(options).containsAll(CheckDraft.KEYS).contains("headers");
        for (String kind : ServiceType.KINDS) {
            Matcher row =
                    Pattern.compile("\n\\| `" + kind + "\\b").matcher(Files.readString(Path.of("../docs/checks.md")));
            assertThat(row.find()).as(kind).isTrue();
        }
    }
}
