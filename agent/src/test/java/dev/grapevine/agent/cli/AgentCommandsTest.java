package dev.grapevine.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentCommandsTest {

    private final FakeAgent agent = new FakeAgent();

    @AfterEach
    void stop() {
        agent.close();
    }

    private CommandRun run(String... command) {
        return new CommandRun().env("GRAPEVINE_HTTP_ADDR", agent.url()).command(command);
    }

    @Test
    void members_are_shown_as_a_table_or_as_the_json_of_the_agent() {
        String body = "[" + SampleInfos.member("node1", "alive") + "," + SampleInfos.member("node2", "dead") + "]";
        agent.on("GET /v1/members", 200, body);
        CommandRun table = run("members");
        assertThat(table.status()).isZero();
        assertThat(table.lines()).hasSize(3);
        assertThat(table.lines().get(0)).matches("NAME +STATUS +ADDRESS +FOR +NOTE");
        assertThat(table.lines().get(1)).matches("node1 +alive +127.0.0.1:7700 +\\S+ +asked");
        assertThat(table.lines().get(2)).matches("node2 +dead +127.0.0.1:7700 +\\S+");
        assertThat(run("members", "-o", "json").out()).isEqualTo(body + System.lineSeparator());
    }

    @Test
    void the_address_of_the_agent_comes_from_the_flag_or_a_variable() {
        agent.on("GET /v1/members", 200, "[]");
        String listen = agent.url().replace("http://127.0.0.1", "0.0.0.0");
        assertThat(new CommandRun()
                        .command("members", "--http", agent.url() + "/")
                        .status())
                .isZero();
        assertThat(new CommandRun()
                        .command("members", "--http", agent.url().substring(7))
                        .status())
                .isZero();
        assertThat(new CommandRun()
                        .env("GRAPEVINE_HTTP", listen)
                        .command("members")
                        .status())
                .isZero();
        assertThat(new CommandRun()
                        .env("GRAPEVINE_HTTP_ADDR", "http://127.0.0.1:1")
                        .command("members", "--http", agent.url())
                        .status())
                .isZero();
    }

    @Test
    void the_token_is_sent_and_never_shown(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "filed\n");
        agent.on("GET /v1/members", 200, "[]");
        new CommandRun().env("GRAPEVINE_TOKEN", "direct").command("members", "--http", agent.url());
        new CommandRun().env("GRAPEVINE_TOKEN_FILE", file.toString()).command("members", "--http", agent.url());
        new CommandRun()
                .env("GRAPEVINE_TOKEN", "x")
                .command("members", "--http", agent.url(), "--token-file", file.toString());
        assertThat(agent.asked())
                .containsExactly(
                        "GET /v1/members Bearer direct",
                        "GET /v1/members Bearer filed",
                        "GET /v1/members Bearer filed");
    }

    @Test
    void without_an_agent_the_status_is_3() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        CommandRun run = new CommandRun().command("members", "--http", "127.0.0.1:" + port);
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err())
                .isEqualTo("grapevine: cannot reach the agent at http://127.0.0.1:" + port
                        + ": connection refused; start one with 'grapevine agent', or set its address with --http or"
                        + " GRAPEVINE_HTTP_ADDR" + System.lineSeparator());
    }

    @Test
    void with_another_program_at_the_address_the_status_is_3() {
        agent.on("GET /v1/members", 200, "<html>").on("GET /v1/services", 404, "page not found");
        assertThat(run("members").status()).isEqualTo(3);
        assertThat(run("services").status()).isEqualTo(3);
        assertThat(run("members").err())
                .isEqualTo(
                        "grapevine: the server at " + agent.url() + " is not a Grapevine agent of this version; set the"
                                + " agent's address with --http or GRAPEVINE_HTTP_ADDR" + System.lineSeparator());
    }

    @Test
    void an_unknown_member_is_status_1_with_the_message_of_the_agent() {
        agent.on("GET /v1/members/node9/why", 404, """
                {"type":"about:blank","title":"No such member","status":404,"detail":"there is no member node9",\
                "remedy":"'grapevine members' lists all members"}""");
        CommandRun run = run("why", "node9");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("grapevine: there is no member node9; 'grapevine members' lists all members"
                        + System.lineSeparator());
    }

    @Test
    void a_member_that_answers_by_tcp_only_has_a_note() {
        String degraded = SampleInfos.member("node2", "alive").replace("\"degraded\":false", "\"degraded\":true");
        agent.on("GET /v1/members", 200, "[" + degraded + "]");
        assertThat(run("members").lines().get(1)).matches("node2 +alive +127.0.0.1:7700 .* degraded: UDP blocked\\?");
    }

    @Test
    void a_refused_request_is_status_2_and_a_failure_of_the_agent_is_status_1() {
        String problem = "{\"type\":\"about:blank\",\"title\":\"No\",\"status\":%d,\"detail\":\"why\"}";
        agent.on("POST /v1/forget/a", 400, problem.formatted(400))
                .on("POST /v1/forget/b", 403, problem.formatted(403))
                .on("POST /v1/forget/c", 409, problem.formatted(409))
                .on("POST /v1/forget/d", 500, problem.formatted(500))
                .on("POST /v1/forget/e", 504, problem.formatted(504))
                .on("POST /v1/forget/f", 204, "");
        assertThat(run("forget", "a").status()).isEqualTo(2);
        assertThat(run("forget", "b").status()).isEqualTo(2);
        assertThat(run("forget", "c").status()).isEqualTo(1);
        assertThat(run("forget", "d").status()).isEqualTo(1);
        assertThat(run("forget", "e").status()).isEqualTo(124);
        assertThat(run("forget", "f").status()).isZero();
    }

    @Test
    void an_instance_or_the_whole_member_is_drained_and_put_into_maintenance() {
        String web = SampleInfos.instance("web", "web-1", "node1", "passing");
        String api = SampleInfos.instance("api", "api-1", "node2", "passing");
        String self = SampleInfos.self("node1");
        agent.on("GET /v1/self", 200, self.replace("\"healthScore\"", "\"state\":\"up\",\"healthScore\""))
                .on(
                        "GET /v1/services",
                        200,
                        "[" + SampleInfos.service("web", "v2", "node1") + "," + SampleInfos.service("api", "", "node2")
                                + "]")
                .on("GET /v1/services/web", 200, "[" + web + "]")
                .on("GET /v1/services/api", 200, "[" + api + "]")
                .on("PUT /v1/services/web/web-1/state", 200, web.replace("\"up\"", "\"draining\""))
                .on("PUT /v1/services/web/web-1/state", 200, web.replace("\"up\"", "\"maintenance\""))
                .on("PUT /v1/services/web/web-1/state", 200, web)
                .on("PUT /v1/services/api/api-1/state", 409, """
                {"type":"about:blank","title":"Conflict","status":409,"detail":"api/api-1 is an instance of node2",\
                "remedy":"run 'grapevine drain api/api-1' there"}""")
                .on(
                        "PUT /v1/self/state",
                        200,
                        self.replace("\"healthScore\"", "\"state\":\"maintenance\",\"healthScore\""));
        assertThat(run("drain", "web-1", "--for", "30s").lines())
                .containsExactly("web/web-1 on node1 is draining, and in maintenance in 30s");
        assertThat(run("maint", "on", "web/web-1").lines()).containsExactly("web/web-1 on node1 is in maintenance");
        assertThat(run("maint", "off", "web-1").lines()).containsExactly("web/web-1 on node1 is up");
        CommandRun others = run("drain", "api-1");
        assertThat(others.status()).isEqualTo(1);
        assertThat(others.err())
                .isEqualTo("grapevine: api/api-1 is an instance of node2; run 'grapevine drain api/api-1' there"
                        + System.lineSeparator());
        assertThat(run("maint", "on").lines()).containsExactly("all instances of node1 are in maintenance");
        assertThat(run("drain", "--node").status()).isZero();
        assertThat(run("drain", "nothing").err())
                .isEqualTo("grapevine: member node1 has no service instance \"nothing\"; it has web-1"
                        + System.lineSeparator());
        assertThat(run("drain").status()).isEqualTo(2);
        assertThat(run("drain", "web-1", "--node").status()).isEqualTo(2);
        assertThat(run("maint", "up").err())
                .isEqualTo("grapevine: maint: found \"up\", expected on or off" + System.lineSeparator());
        assertThat(agent.asked().stream().filter(asked -> asked.startsWith("PUT")))
                .containsExactly(
                        "PUT /v1/services/web/web-1/state {\"state\":\"drain\",\"for\":\"30s\"}",
                        "PUT /v1/services/web/web-1/state {\"state\":\"maintenance\"}",
                        "PUT /v1/services/web/web-1/state {\"state\":\"up\"}",
                        "PUT /v1/services/api/api-1/state {\"state\":\"drain\"}",
                        "PUT /v1/self/state {\"state\":\"maintenance\"}",
                        "PUT /v1/self/state {\"state\":\"drain\"}");
    }

    @Test
    void keys_are_shown_and_changed_and_no_key_is_on_a_command_line(@TempDir Path folder) throws IOException {
        String key = "{\"id\":\"%s\",\"turn\":%d,\"primary\":%b,\"removed\":%b,\"held\":true,\"fromFile\":%b,"
                + "\"holders\":[\"a\",\"b\"],\"lacking\":[\"c\"],\"sealing\":[\"a\"]}";
        String done = "{\"id\":\"0123456789abcdef\",\"step\":\"%s\",\"waitingFor\":[%s]}";
        agent.on(
                        "GET /v1/keys",
                        200,
                        "[" + key.formatted("94b0f50dfc95bb3a", 2, true, false, true) + ","
                                + key.formatted("0123456789abcdef", 1, false, true, false) + "]")
                .on("POST /v1/keys", 200, done.formatted("installing", "\"b\",\"c\""))
                .on("POST /v1/keys", 200, done.formatted("done", ""))
                .on("DELETE /v1/keys/94b0f50dfc95bb3a?force=true", 204, "");
        assertThat(run("keys", "list").lines().get(1)).matches("94b0f50dfc95bb3a +2 +primary, key file +1 +2 +c");
        assertThat(run("keys", "list").lines().get(2)).matches("0123456789abcdef +1 +removed +1 +2 *");
        CommandRun rotation = run("keys", "rotate");
        assertThat(rotation.out()).isEqualTo("0123456789abcdef" + System.lineSeparator());
        assertThat(rotation.err()).isEqualTo("installing 0123456789abcdef, waiting for b, c" + System.lineSeparator());
        Path file = Files.writeString(folder.resolve("key"), "AAAA\n");
        run("keys", "install", file.toString(), "--timeout", "0s");
        run("keys", "use", "94b0f50dfc95bb3a", "--timeout", "0s");
        run("keys", "remove", "94b0f50dfc95bb3a", "--force", "--timeout", "0s");
        assertThat(run("keys").status()).isEqualTo(2);
        assertThat(agent.asked())
                .filteredOn(request -> !request.startsWith("GET"))
                .containsExactly(
                        "POST /v1/keys {\"action\":\"rotate\",\"force\":false}",
                        "POST /v1/keys {\"action\":\"rotate\",\"id\":\"0123456789abcdef\",\"force\":false}",
                        "POST /v1/keys {\"action\":\"install\",\"key\":\"AAAA\",\"force\":false}",
                        "POST /v1/keys {\"action\":\"use\",\"id\":\"94b0f50dfc95bb3a\",\"force\":false}",
                        "DELETE /v1/keys/94b0f50dfc95bb3a?force=true");
    }

    @Test
    void a_missing_token_is_reported_with_the_remedy_for_the_command_line() {
        agent.on("PUT /v1/services/web/web", 401, """
                {"type":"about:blank","title":"Unauthorized","status":401,"detail":"no token","remedy":"send one"}""", "WWW-Authenticate", "Bearer");
        CommandRun run = run("register", "web");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(
                        "grapevine: no token; set GRAPEVINE_TOKEN or use --token-file FILE" + System.lineSeparator());
    }

    @Test
    void services_are_listed_and_filtered() {
        String all = "[" + SampleInfos.service("api", "v1", "node2") + ","
                + SampleInfos.service("web", "v2", "node1", "node2") + "]";
        agent.on("GET /v1/services", 200, all);
        assertThat(run("services").lines().get(2)).matches("web +2 +1 +0 +0 +v2 +node1,node2");
        assertThat(run("services", "-o", "json").out()).isEqualTo(all + System.lineSeparator());
        assertThat(run("services", "--tag", "v1", "-o", "json").out())
                .isEqualTo("[" + SampleInfos.service("api", "v1", "node2") + "]" + System.lineSeparator());
        assertThat(run("services", "--tag", "v3").status()).isEqualTo(1);
    }

    @Test
    void instances_of_a_service_are_listed() {
        agent.on("GET /v1/services/web", 200, "[" + SampleInfos.instance("web", "web", "node1", "passing") + "]")
                .on("GET /v1/services/web?passing=true&tag=v%203&near=node%201", 200, "[]");
        assertThat(run("services", "web").lines().get(1))
                .matches("web +node1 +127.0.0.1:8080 +passing +up +1 +\\S+ +v2");
        CommandRun none = run("services", "web", "--passing", "--tag", "v 3", "--near", "node 1");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.out()).isEqualTo("no passing instances of web" + System.lineSeparator());
    }

    @Test
    void register_sends_only_the_given_fields() {
        agent.on("PUT /v1/services/web/web", 200, SampleInfos.instance("web", "web", "node1", "passing"))
                .on("PUT /v1/services/db/db-1", 200, SampleInfos.instance("db", "db-1", "node1", "critical"));
        CommandRun plain = run("register", "web", "--port", "8080");
        assertThat(plain.out()).isEqualTo("registered web/web on node1" + System.lineSeparator());
        run(
                "register",
                "db",
                "--id",
                "db-1",
                "--port",
                "5432",
                "--address",
                "10.0.0.4",
                "--tag",
                "a",
                "--tag",
                "b",
                "--meta",
                "k=v=w",
                "--weight",
                "0",
                "--check",
                "tcp",
                "--check",
                "http:/health",
                "--check",
                "ttl:10s");
        assertThat(agent.asked())
                .containsExactly(
                        "PUT /v1/services/web/web {\"port\":8080,\"tags\":[],\"metadata\":{},\"checks\":[]}",
                        "PUT /v1/services/db/db-1 {\"address\":\"10.0.0.4\",\"port\":5432,\"tags\":[\"a\",\"b\"],"
                                + "\"metadata\":{\"k\":\"v=w\"},\"weight\":0,\"checks\":[{\"check\":\"tcp\"},"
                                + "{\"check\":\"http:/health\"},{\"check\":\"ttl:10s\"}]}");
    }

    @Test
    void deregister_finds_the_service_of_an_id() {
        agent.on("GET /v1/self", 200, SampleInfos.self("node1"))
                .on("GET /v1/services", 200, "[" + SampleInfos.service("web", "v2", "node1", "node2") + "]")
                .on(
                        "GET /v1/services/web",
                        200,
                        "[" + SampleInfos.instance("web", "w1", "node1", "passing") + ","
                                + SampleInfos.instance("web", "w2", "node2", "passing") + "]")
                .on("DELETE /v1/services/web/w1", 204, "");
        assertThat(run("deregister", "w1").out()).isEqualTo("deregistered web/w1" + System.lineSeparator());
        assertThat(run("deregister", "web/w1").status()).isZero();
        CommandRun other = run("deregister", "w2");
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.err())
                .isEqualTo(
                        "grapevine: member node1 has no service instance \"w2\"; it has w1" + System.lineSeparator());
    }

    @Test
    void join_and_leave_are_sent_to_the_agent() {
        agent.on("POST /v1/join", 202, "")
                .on("GET /v1/self", 200, SampleInfos.self("node1"))
                .on("POST /v1/leave", 202, "");
        assertThat(run("join", "a:1", "b:2").status()).isZero();
        assertThat(run("leave", "node1").status()).isZero();
        CommandRun other = run("leave", "node2");
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.err())
                .isEqualTo("grapevine: the agent at " + agent.url()
                        + " runs node1, not node2; use --http to ask the agent of node2"
                        + System.lineSeparator());
        assertThat(agent.asked())
                .containsExactly(
                        "POST /v1/join {\"seeds\":[\"a:1\",\"b:2\"]}",
                        "GET /v1/self",
                        "POST /v1/leave",
                        "GET /v1/self");
    }

    @Test
    void info_shows_a_summary() {
        agent.on("GET /v1/self", 200, SampleInfos.self("node1")).on("GET /v1/stats", 200, SampleInfos.stats(2, 3));
        assertThat(run("info").lines())
                .contains(
                        "member     node1, alive",
                        "encryption send, key 0011223344556677, accepted too: 8899aabbccddeeff",
                        "agreement  66% (2 of 3 compared), view 00ff",
                        "probes     5 sent, round trip 0.3 ms (99 %: 2.0 ms)",
                        "detection  2 refused (mean 20 ms, longest 25 ms), 1 silent (mean 6.10 s, longest 6.10 s)",
                        "mistakes   suspicions refuted 3 (lasted 250 ms on average), deaths refuted 0");
        assertThat(run("info", "-o", "json").out())
                .isEqualTo("{\"self\":" + SampleInfos.self("node1") + ",\"stats\":" + SampleInfos.stats(2, 3) + "}"
                        + System.lineSeparator());
    }

    @Test
    void a_watched_table_is_shown_again_when_it_changes() {
        String one = "[" + SampleInfos.member("node1", "alive") + "]";
        String two = "[" + SampleInfos.member("node1", "alive") + "," + SampleInfos.member("node2", "alive") + "]";
        agent.on("GET /v1/members", 200, one, "X-Grapevine-Index", "5")
                .on("GET /v1/members?index=5&wait=30s", 200, one, "X-Grapevine-Index", "6")
                .on("GET /v1/members?index=6&wait=30s", 200, two, "X-Grapevine-Index", "7")
                .on(
                        "GET /v1/members?index=7&wait=30s",
                        400,
                        "{\"title\":\"enough\",\"detail\":\"\",\"status\":400,\"type\":\"\"}");
        CommandRun run = run("members", "--watch");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.lines().stream().map(line -> line.replaceFirst(" .*", "")))
                .containsExactly("NAME", "node1", "NAME", "node1", "node2");
    }

    @Test
    void on_a_terminal_the_ages_of_a_watched_table_move_on() {
        String since = "\"since\":\"2026-01-01T00:00:00Z\"";
        String member = SampleInfos.member("node1", "alive");
        String younger = member.replace(since, "\"since\":\"" + Instant.now().minusSeconds(7_000_000) + "\"");
        agent.on("GET /v1/members", 200, "[" + member + "]", "X-Grapevine-Index", "5")
                .on("GET /v1/members?index=5&wait=1s", 200, "[" + younger + "]", "X-Grapevine-Index", "5")
                .on(
                        "GET /v1/members?index=5&wait=1s",
                        400,
                        "{\"title\":\"enough\",\"detail\":\"\",\"status\":400,\"type\":\"\"}");
        CommandRun run = new CommandRun()
                .env("GRAPEVINE_HTTP_ADDR", agent.url())
                .terminal(new Terminal(true, 80, false))
                .command("members", "--watch");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out().split("\033\\[H", -1)).hasSize(3);
        assertThat(run.out())
                .contains("81d00h")
                .contains("(Ctrl-C to end)\033[K\n")
                .endsWith("\033[J");
    }

    @Test
    void info_is_wrapped_beside_its_labels() {
        agent.on(
                        "GET /v1/self",
                        200,
                        SampleInfos.self("node1")
                                .replace("\"ready\":true,\"expect\":1", "\"ready\":false,\"expect\":5"))
                .on("GET /v1/stats", 200, SampleInfos.stats(1, 1));
        CommandRun run = new CommandRun()
                .env("GRAPEVINE_HTTP_ADDR", agent.url())
                .terminal(new Terminal(true, 60, false))
                .command("info");
        assertThat(run.status()).isZero();
        assertThat(run.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60));
        assertThat(run.lines().subList(0, 2))
                .containsExactly("member     node1, alive, not ready yet: waiting, 3 of 5", "           members");
    }
}
