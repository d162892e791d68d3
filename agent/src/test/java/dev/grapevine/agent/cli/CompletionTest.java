package dev.grapevine.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion scripts, run by the shells that they are for. */
class CompletionTest {

    @TempDir
    private Path folder;

    private final FakeAgent agent = new FakeAgent();

    @BeforeEach
    void replies() {
        agent.on(
                        "GET /v1/members",
                        200,
                        "[" + SampleInfos.member("node1", "alive") + "," + SampleInfos.member("node2", "dead") + "]")
                .on(
                        "GET /v1/services",
                        200,
                        "[" + SampleInfos.service("web", "v2", "node1") + ","
                                + SampleInfos.service("api", "v2", "node2") + "]")
                .on("GET /v1/services/web", 200, "[" + SampleInfos.instance("web", "web-1", "node1", "passing") + "]")
                .on("GET /v1/services/api", 200, "[" + SampleInfos.instance("api", "api-1", "node2", "passing") + "]")
                .on("GET /v1/self", 200, SampleInfos.self("node1"));
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private CommandRun run(String... command) {
        return new CommandRun().env("GRAPEVINE_HTTP_ADDR", agent.url()).command(command);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    grapevine mem             | members
                    grapevine members --st    | --status
                    grapevine members --status '' | alive suspect dead left
                    grapevine members --status d  | dead
                    grapevine members -o ''   | table json
                    grapevine agent --profile ''  | local lan wan
                    grapevine agent --log-level d | debug
                    grapevine completion ''   | bash zsh fish
                    grapevine config ''       | print reference schema validate
                    grapevine config print --log-format '' | text json
                    grapevine help de         | demo deregister
                    grapevine why ''          | asked:members
                    grapevine forget ''       | asked:members
                    grapevine services ''     | asked:services
                    grapevine wait --service '' | asked:services
                    grapevine deregister ''   | asked:instances
                    grapevine drain ''        | asked:instances
                    grapevine drain --n       | --node
                    grapevine maint ''        | on off
                    grapevine maint on ''     | asked:instances
                    grapevine maint off ''    | asked:instances
                    grapevine join ''         |
                    """)
    void bash_completes(String words, String expected) throws IOException, InterruptedException {
        assumeThat(Path.of("/bin/bash")).exists();
        Path script = Files.writeString(
                folder.resolve("script"), run("completion", "bash").out());
        List<String> line = List.of(words.strip().replace("''", "").split(" ", -1));
        Process bash = start(script, line);
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(out).isZero();
        assertThat(out.strip()).isEqualTo(expected == null ? "" : expected);
    }

    private static Process start(Path script, List<String> line) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "/bin/bash",
                "-c",
                "source " + script + "; grapevine() { echo \"asked:$3\"; }; COMP_WORDS=(\"${@}\");"
                        + " COMP_CWORD=$(($# - 1)); _grapevine; echo \"${COMPREPLY[*]}\"",
                "bash"));
        command.addAll(line);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    @Test
    void the_agent_is_asked_for_names() {
        assertThat(run("completion", "values", "members").lines()).containsExactly("node1", "node2");
        assertThat(run("completion", "values", "services").lines()).containsExactly("api", "web");
        assertThat(run("completion", "values", "instances").lines()).containsExactly("web-1");
        CommandRun wrong = run("completion", "values", "things");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("found \"things\", expected members, services or instances");
    }

    @Test
    void fish_completes_commands_options_and_values() {
        assertThat(run("completion", "fish").lines())
                .contains(
                        "complete -c grapevine -n \"__grapevine_at ''\" -a why -d 'Says in one sentence what happened to a"
                                + " member, and shows the evidence: what was tried and found, when, and by which members.'",
                        "complete -c grapevine -n \"__grapevine_at ' why'\" -a '(grapevine completion values members"
                                + " 2>/dev/null)'",
                        "complete -c grapevine -n \"__grapevine_at ' members'\" -l status -r -a 'alive suspect dead left' -d"
                                + " 'Only members with this status.'",
                        "complete -c grapevine -n \"__grapevine_at ' config validate'\" -F");
    }
}
