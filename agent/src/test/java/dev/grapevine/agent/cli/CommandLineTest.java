package dev.grapevine.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.grapevine.agent.config.Token;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    membrs                     | grapevine: unknown command "membrs", did you mean members? (see 'grapevine --help')
                    fly                        | grapevine: unknown command "fly" (see 'grapevine --help')
                    members --stauts dead      | grapevine members: unknown option "--stauts", did you mean --status? (see 'grapevine members --help')
                    members node1              | grapevine members: unexpected argument "node1" (see 'grapevine members --help')
                    members --status gone      | grapevine: --status: found "gone", expected alive, suspect, dead, left
                    members -o xml             | grapevine members: --output: found "xml", expected table or json (see 'grapevine members --help')
                    why                        | grapevine why: missing MEMBER (see 'grapevine why --help')
                    join                       | grapevine join: missing HOST:PORT (see 'grapevine join --help')
                    members --http ftp:/x      | grapevine: --http: found "ftp:/x", expected a URL such as http://127.0.0.1:8500, or HOST:PORT
                    register web --port http   | grapevine: --port: found "http", expected 0 to 65535
                    register web --check ping  | grapevine: --check: found check "ping", expected http:/PATH, http://HOST:PORT/PATH, tcp, tcp://HOST:PORT or ttl:10s
                    register web --check tcp   | grapevine: --check: tcp needs a port, and service web has none; add --port, or use a check with a full address
                    wait --timeout soon        | grapevine: --timeout: found "soon", expected a time such as 500ms, 30s or 2m
                    wait --agreement 101%      | grapevine: --agreement: found "101%", expected 0% to 100%
                    wait --members many        | grapevine wait: --members: found "many", expected a whole number (see 'grapevine wait --help')
                    completion csh             | grapevine: completion: found "csh", expected bash, zsh or fish
                    help membrs                | grapevine: help: there is no command "membrs", did you mean members? (see 'grapevine --help')
                    help config prnt           | grapevine: help: there is no command "prnt", did you mean print? (see 'grapevine config --help')
                    config prnt                | grapevine config: unknown command "prnt", did you mean print? (see 'grapevine config --help')
                    config validate /nowhere   | grapevine: /nowhere: cannot read the configuration: there is no such file
                    config print --port x      | grapevine: --port: node.port: found "x", expected 0 to 65535
                    token a --scopes all       | grapevine: token: found the scope "all", expected some of read, register, register:PREFIX, operate
                    token anonymous --scopes read | grapevine: token: the name "anonymous" is not allowed; use 1 to 64 of the characters A-Z a-z 0-9 . _ -, and not anonymous
                    members --token-file /nowhere | grapevine: --token-file: cannot read /nowhere; use a readable file that contains the agent's token
                    """)
    void wrong_usage_is_one_line_and_status_2(String command, String line) {
        CommandRun run = new CommandRun().command(command.split(" "));
        assertThat(run.err()).isEqualTo(line + System.lineSeparator());
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void keygen_prints_a_key_of_32_bytes_and_each_time_another() {
        String one = new CommandRun().command("keygen").out();
        assertThat(Base64.getDecoder().decode(one.strip())).hasSize(32);
        assertThat(new CommandRun().command("keygen").out()).isNotEqualTo(one);
    }

    @Test
    void a_new_token_comes_with_its_line() {
        CommandRun run = new CommandRun().command("token", "deploy", "--scopes", "read,register:web");
        assertThat(run.out()).matches("token: [A-Za-z0-9_-]{43}\\Rline:  deploy: [0-9a-f]{64}, read register:web\\R");
        String token = run.out().substring(7, 50);
        assertThat(run.out()).contains(HexFormat.of().formatHex(Token.hash(token)));
    }

    @Test
    void what_is_missing_is_named_with_its_values() {
        assertThat(new CommandRun().command("completion").err())
                .isEqualTo("grapevine completion: missing bash|zsh|fish (see 'grapevine completion --help')"
                        + System.lineSeparator());
        assertThat(new CommandRun().command("members", "--status").err())
                .isEqualTo("grapevine members: --status needs a value: alive|suspect|dead|left (see 'grapevine members"
                        + " --help')" + System.lineSeparator());
    }

    @Test
    void without_a_command_the_usage_is_an_error() {
        CommandRun run = new CommandRun().command();
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Usage: grapevine").contains("members").contains("demo");
    }

    @Test
    void the_version_is_shown_by_command_and_by_flag() {
        CommandRun run = new CommandRun().command("version");
        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("grapevine ").contains("Java");
        assertThat(new CommandRun().command("--version").out()).isEqualTo(run.out());
    }

    @Test
    void every_command_has_help() {
        CommandRun top = new CommandRun().command("--help");
        assertThat(top.status()).isZero();
        CommandLine all = Grapevine.commandLine(shell(), Grapevine.names());
        for (String name : all.getSubcommands().keySet()) {
            assertThat(top.out()).contains("  " + name + " ");
            String first = all.getSubcommands()
                    .get(name)
                    .getCommandSpec()
                    .usageMessage()
                    .description()[0];
            assertThat(first).endsWith(".").doesNotContain(". ");
            assertThat(top.out().replaceAll("\\s+", " ")).contains(" " + name + " " + first);
            assertThat(new CommandRun().command("help", name).out())
                    .isEqualTo(new CommandRun().command(name, "--help").out());
            CommandRun run = new CommandRun().command(name, "--help");
            assertThat(run.status()).as(name).isZero();
            assertThat(run.out())
                    .as(name)
                    .startsWith("Usage: grapevine " + name)
                    .contains("--help");
        }
    }

    @Test
    void output_that_cannot_be_written_is_an_error_with_its_reason() throws IOException {
        assumeThat(Path.of("/dev/full")).exists();
        StringWriter err = new StringWriter();
        try (FileOutputStream full = new FileOutputStream("/dev/full")) {
            int status = Grapevine.run(
                    new Shell(new ResultWriter(full), new PrintWriter(err), Map.of(), Terminal.NONE), "version");
            assertThat(status).isEqualTo(1);
        }
        assertThat(err.toString())
                .isEqualTo("grapevine: some of the output is lost, because it could not be written: No space left on"
                        + " device; write it elsewhere" + System.lineSeparator());
    }

    private static Shell shell() {
        return new Shell(
                new java.io.PrintWriter(java.io.Writer.nullWriter()),
                new java.io.PrintWriter(java.io.Writer.nullWriter()),
                java.util.Map.of(),
                Terminal.NONE);
    }

    @Test
    void the_completion_script_includes_commands_and_options() {
        CommandRun run = new CommandRun().command("completion", "bash");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("members")
                .contains("--watch")
                .contains("deregister")
                .contains("bashcompinit");
    }

    @Test
    void all_problems_of_a_configuration_are_reported() {
        CommandRun run = new CommandRun().env("NODE_PORT", "x").command("config", "print", "--expect", "0");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines())
                .containsExactly(
                        "grapevine: env NODE_PORT: node.port: found \"x\", expected 0 to 65535",
                        "grapevine: --expect: bootstrap.expect: found \"0\", expected 1 to 1000000");
    }

    @Test
    void the_configuration_is_printed_with_sources_and_without_secrets() {
        CommandRun run = new CommandRun()
                .env("GRAPEVINE_TOKEN", "hush")
                .command("config", "print", "--seed", "a:1", "--seed", "b:2", "--node-id", "me");
        assertThat(run.status()).isZero();
        assertThat(run.lines().stream().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "node.id me --node-id",
                        "bootstrap.seeds a:1,b:2 --seed",
                        "http.token (set) env GRAPEVINE_TOKEN",
                        "protocol.probe.period 1s lan profile");
        assertThat(run.out()).doesNotContain("hush");
        CommandRun json = new CommandRun().command("config", "print", "-o", "json", "--node-id", "me");
        assertThat(json.out()).contains("\"node.id\":{\"value\":\"me\",\"source\":\"--node-id\"}");
    }

    @Test
    void the_schema_is_json() {
        CommandRun run = new CommandRun().command("config", "schema");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("{")
                .contains("\"additionalProperties\": false")
                .contains("timeout-min");
    }
}
