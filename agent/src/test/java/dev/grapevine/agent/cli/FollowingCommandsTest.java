package dev.grapevine.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code watch} and {@code template}. */
final class FollowingCommandsTest {

    @TempDir
    Path folder;

    private FakeAgent agent;

    @BeforeEach
    void start() {
        String web = SampleInfos.instance("web", "web-1", "node1", "passing");
        String critical = SampleInfos.instance("web", "web-2", "node1", "critical")
                .replace("\"discoverable\":true", "\"discoverable\":false");
        String snapshot =
                "{\"id\":5,\"type\":\"SNAPSHOT\",\"time\":\"2026-01-01T00:00:00Z\",\"text\":\"\",\"missed\":0,"
                        + "\"members\":[" + SampleInfos.member("node1", "alive") + "],\"instances\":[" + web + ","
                        + critical
                        + "]}";
        agent = new FakeAgent()
                .on("GET /v1/self", 200, SampleInfos.self("node1"))
                .on(
                        "GET /v1/events",
                        200,
                        "id: 5\nevent: SNAPSHOT\ndata: " + snapshot + "\n\n",
                        "Content-Type",
                        "text/event-stream");
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private CommandRun run(String... args) {
        return new CommandRun().env("GRAPEVINE_HTTP_ADDR", agent.url()).command(args);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void watch_gives_a_command_the_instances_that_clients_should_use() throws IOException {
        Path out = folder.resolve("out");
        assertThat(run("watch", "service", "web", "--once", "--", "/bin/sh", "-c", "cat > " + out)
                        .status())
                .isZero();
        assertThat(Files.readString(out))
                .startsWith("[{\"service\":\"web\",\"id\":\"web-1\",")
                .endsWith(",\"stale\":false}]\n")
                .doesNotContain("web-2");
        run("watch", "service", "web", "--once", "--all", "--", "/bin/sh", "-c", "cat > " + out);
        assertThat(Files.readString(out)).contains("web-1", "web-2");
        run("watch", "services", "--once", "--", "/bin/sh", "-c", "cat > " + out);
        assertThat(Files.readString(out)).startsWith("{\"web\":[{").endsWith("}]}\n");
        run("watch", "members", "--once", "--", "/bin/sh", "-c", "cat > " + out);
        assertThat(Files.readString(out)).startsWith("[{\"name\":\"node1\"").endsWith("}]\n");
    }

    @Test
    void watch_tells_how_its_command_ended() {
        CommandRun failed = run("watch", "service", "web", "--once", "--", "/bin/sh", "-c", "exit 3");
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.err()).contains("grapevine: the command failed: it ended with status 3");
        CommandRun missing = run("watch", "service", "web", "--once", "--", "/nowhere/program");
        assertThat(missing.status()).isEqualTo(2);
        assertThat(missing.err()).contains("the command does not run: it could not be started");
        assertThat(run("watch", "service", "web").status()).isEqualTo(2);
        assertThat(run("watch").status()).isEqualTo(2);
    }

    @Test
    void an_agent_that_cannot_be_reached_is_status_3() throws IOException {
        String http = "127.0.0.1:1";
        assertThat(run("watch", "service", "web", "--http", http, "--", "true").status())
                .isEqualTo(3);
        Path source = write("a.peb", "x");
        assertThat(run("template", "-t", source + ":" + folder.resolve("a"), "--http", http)
                        .status())
                .isEqualTo(3);
    }

    @Test
    void template_renders_its_files_once() throws IOException {
        Path source = write("a.peb", "{% for i in service(\"web\") %}{{ i.endpoint }}\n{% endfor %}");
        Path ran = folder.resolve("ran");
        String spec = source + ":" + folder.resolve("a") + ":echo : >> " + ran;
        CommandRun first = run("template", "--once", "-t", spec);
        assertThat(first.err()).doesNotContain("failed");
        assertThat(first.status()).isZero();
        assertThat(first.out()).isEqualTo("RENDERED " + folder.resolve("a") + System.lineSeparator());
        assertThat(Files.readString(folder.resolve("a"))).isEqualTo("127.0.0.1:8080\n");
        assertThat(run("template", "--once", "-t", spec).out()).isEmpty();
        assertThat(Files.readString(ran)).isEqualTo(":\n");
    }

    @Test
    void a_dry_run_prints_and_writes_nothing() throws IOException {
        Path source = write("a.peb", "{{ member().name }}\n");
        CommandRun run = run("template", "--dry", "-t", source + ":" + folder.resolve("a") + ":exit 1");
        assertThat(run.lines()).containsExactly("==> " + folder.resolve("a"), "node1");
        assertThat(run.status()).isZero();
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void wrong_templates_are_refused_before_anything_is_written() throws IOException {
        Path good = write("good.peb", "x");
        Path bad = write("bad.peb", "a\n{% end %}");
        Path file = folder.resolve("file");
        CommandRun syntax = run("template", "--once", "-t", good + ":" + file, "-t", bad + ":" + file + "2");
        assertThat(syntax.status()).isEqualTo(2);
        assertThat(syntax.err()).startsWith("grapevine: " + bad + ":2: ");
        assertThat(file).doesNotExist();
        assertThat(run("template", "-t", good + ":" + file, "-t", good + ":" + folder + "/./file")
                        .err())
                .contains("two templates make the file");
        assertThat(run("template", "-t", "one").err()).contains("expected SOURCE:FILE or SOURCE:FILE:COMMAND");
        assertThat(run("template", "-t", good + ":" + file, "--wait", "5s:1s").err())
                .contains("expected QUIET:MOST");
        assertThat(run("template", "-t", good + ":" + file, "--command-timeout", "soon")
                        .status())
                .isEqualTo(2);
        assertThat(run("template").status()).isEqualTo(2);
    }

    @Test
    void a_template_that_fails_with_what_is_there_is_status_1() throws IOException {
        Path source = write("a.peb", "{{ service(\"none\")[0].id }}");
        Path file = write("file", "old");
        CommandRun run = run("template", "--once", "-t", source + ":" + file);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains(source + ":1: ", file + " stays as it is");
        assertThat(Files.readString(file)).isEqualTo("old");
    }
}
