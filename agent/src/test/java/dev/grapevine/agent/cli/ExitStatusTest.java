package dev.grapevine.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each status that is promised to scripts is returned by some command, and none besides. */
class ExitStatusTest {

    private static final String ID = "0123456789abcdef";

    /** A number before its meaning. */
    private static final Pattern STATUS = Pattern.compile("(?<=[ ,])\\d+(?= [a-z])");

    private final FakeAgent agent = new FakeAgent();

    @AfterEach
    void stop() {
        agent.close();
    }

    private int status(String... command) {
        return new CommandRun()
                .env("GRAPEVINE_HTTP_ADDR", agent.url())
                .command(command)
                .status();
    }

    private static String key(String holders, String lacking, String sealing) {
        return "[{\"id\":\"" + ID + "\",\"turn\":1,\"primary\":true,\"removed\":false,\"held\":true,\"fromFile\":false,"
                + "\"holders\":[" + holders + "],\"lacking\":[" + lacking + "],\"sealing\":[" + sealing + "]}]";
    }

    private static Set<Integer> numbers(String text) {
        return STATUS.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<Integer> returned() {
        agent.on("GET /v1/members", 200, "[]")
                .on("GET /v1/keys", 200, key("\"a\"", "\"b\"", "\"a\""))
                .on("POST /v1/keys", 200, "{\"id\":\"" + ID + "\",\"step\":\"using\",\"waitingFor\":[\"b\"]}");
        return new TreeSet<>(List.of(
                status("members"),
                status("why", "nobody"),
                status("frobnicate"),
                status("members", "--http", "127.0.0.1:1"),
                status("keys", "install", "--timeout", "0s"),
                status("wait", "--members", "2", "--timeout", "0s")));
    }

    @Test
    void the_help_and_the_readme_promise_what_commands_return() throws IOException {
        CommandRun help = new CommandRun().command("--help");
        String promised =
                help.out().substring(help.out().indexOf("Exit status:")).replaceAll("\\s+", " ");
        String readme = Files.readString(Path.of("..", "README.md")).replaceAll("\\s+", " ");
        int from = readme.indexOf("Exit status: 0");
        Set<Integer> returned = returned();
        assertThat(returned).containsExactly(0, 1, 2, 3, 4, 124);
        assertThat(numbers(promised)).isEqualTo(returned);
        assertThat(numbers(readme.substring(from, readme.indexOf('.', from)))).isEqualTo(returned);
    }

    @Test
    void a_fault_of_the_program_is_the_one_other_status() {
        Set<Integer> all = Arrays.stream(ExitStatus.class.getFields())
                .map(ExitStatusTest::value)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<Integer> returned = returned();
        int fault = Grapevine.run(
                new Shell(new PrintWriter(new Broken()), new PrintWriter(Writer.nullWriter()), Map.of(), Terminal.NONE),
                "version");
        returned.add(fault);
        assertThat(returned).isEqualTo(all);
    }

    private static int value(Field field) {
        try {
            return field.getInt(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** Fails as only a mistake in this program does. */
    private static final class Broken extends Writer {
        @Override
        public void write(char[] text, int from, int length) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void a_change_of_keys_that_has_not_reached_all_members_is_status_4_and_names_the_others() {
        agent.on("POST /v1/keys", 200, "{\"id\":\"" + ID + "\",\"step\":\"done\",\"waitingFor\":[]}")
                .on("DELETE /v1/keys/" + ID, 204, "")
                .on("GET /v1/keys", 200, key("\"a\"", "\"b\"", ""));
        assertPartial("b", "keys", "install", "--timeout", "1ms");
        assertPartial("a, b", "keys", "use", ID, "--timeout", "1ms");
        assertPartial("a", "keys", "remove", ID, "--timeout", "1ms");
    }

    private void assertPartial(String names, String... command) {
        CommandRun run =
                new CommandRun().env("GRAPEVINE_HTTP_ADDR", agent.url()).command(command);
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.out()).contains(ID);
        assertThat(run.err())
                .isEqualTo("grapevine: only some members answered within 1ms; this has not reached " + names
                        + " yet, and does when they can be reached; see 'grapevine keys list'"
                        + System.lineSeparator());
    }

    @Test
    void a_change_of_keys_waits_until_the_last_member_has_told() {
        agent.on("POST /v1/keys", 200, "{\"id\":\"" + ID + "\",\"step\":\"done\",\"waitingFor\":[]}")
                .on("GET /v1/keys", 200, key("\"a\"", "\"b\"", ""))
                .on("GET /v1/keys", 200, key("\"a\",\"b\"", "", ""));
        assertThat(status("keys", "install")).isZero();
        assertThat(agent.asked()).filteredOn("GET /v1/keys"::equals).hasSize(2);
    }

    @Test
    void a_wrong_time_to_wait_changes_nothing() {
        assertThat(status("keys", "remove", ID, "--timeout", "soon")).isEqualTo(2);
        assertThat(status("keys", "use", ID, "--timeout", "soon")).isEqualTo(2);
        assertThat(status("keys", "install", "--timeout", "soon")).isEqualTo(2);
        assertThat(agent.asked()).isEmpty();
    }

    @Test
    void a_key_in_a_wrong_place_is_not_repeated() {
        String key = "QUL1qctWPrDgqT1Y3GX/ITbHO4gVTkwS5HjgKoJk8NE=";
        for (String[] command : new String[][] {
            {"keys", "install", key}, {"keys", "rotate", key}, {"keys", key}, {"keys", "list", "-o", key}, {key}
        }) {
            CommandRun run =
                    new CommandRun().env("GRAPEVINE_HTTP_ADDR", agent.url()).command(command);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("(hidden)").doesNotContain(key);
        }
        assertThat(agent.asked()).isEmpty();
    }
}
