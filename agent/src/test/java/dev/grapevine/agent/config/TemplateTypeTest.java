package dev.grapevine.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TemplateTypeTest {

    @Test
    void a_template_has_a_source_and_a_file_and_may_have_more() {
        AgentConfig config = new SomeConfig()
                .yaml(
                        "templates:",
                        "  - source: /a.peb",
                        "    file: /a",
                        "  - source: /b.peb",
                        "    file: /b",
                        "    command: 'reload: b, now'",
                        "    wait: 2s:5s",
                        "    command-timeout: 3s")
                .load();
        assertThat(config.templates())
                .containsExactly(
                        new TemplateSpec(
                                Path.of("/a.peb"), Path.of("/a"), "", QuietWait.USUAL, TemplateSpec.COMMAND_TIMEOUT),
                        new TemplateSpec(
                                Path.of("/b.peb"),
                                Path.of("/b"),
                                "reload: b, now",
                                new QuietWait(Duration.ofSeconds(2), Duration.ofSeconds(5)),
                                Duration.ofSeconds(3)));
        assertThat(config.effective())
                .filteredOn(value -> value.key().equals("templates"))
                .extracting(EffectiveValue::value)
                .containsExactly("/a.peb:/a,/b.peb:/b:reload: b, now");
    }

    @Test
    void mistakes_are_told_with_their_place() {
        problem("missing; every template needs a source and a file", "  - file: /a");
        problem(
                "templates.comand: unknown key; did you mean templates.command?",
                "  - {source: /a, file: /b, comand: c}");
        problem("found a list, expected a single value", "  - {source: /a, file: /b, command: [c]}");
        problem("expected QUIET:MOST such as 1s:10s", "  - {source: /a, file: /b, wait: 5s:1s}");
        problem(
                "command-timeout: found \"soon\", expected a time",
                "  - {source: /a, file: /b, command-timeout: soon}");
        problem("the template /a would replace itself", "  - {source: /a, file: /a}");
        problem("two templates make the file /./c", "  - {source: /a, file: /c}", "  - {source: /b, file: /./c}");
        problem("found \"/a:/b\", expected a list of mappings with source, file", "  - /a:/b");
    }

    private static void problem(String words, String... lines) {
        String[] all = new String[lines.length + 1];
        all[0] = "templates:";
        System.arraycopy(lines, 0, all, 1, lines.length);
        assertThat(new SomeConfig().yaml(all).problems())
                .singleElement()
                .asString()
                .startsWith("config.yaml:")
                .contains(words);
    }

    @Test
    void commands_come_from_no_variable_and_no_flag() {
        assertThat(ConfigKeys.TEMPLATES.env()).isEmpty();
        assertThat(ConfigKeys.TEMPLATES.flag()).isEmpty();
    }
}
