package dev.grapevine.agent.http;

import static dev.grapevine.agent.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.cluster.Event;
import dev.grapevine.model.CheckResult;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.Status;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReadRoutesTest {

    private static final String NODE1 =
            "{\"name\":\"node1\",\"generation\":\"7\",\"incarnation\":1,\"status\":\"alive\","
                    + "\"addresses\":[\"127.0.0.1:7701\"],\"zone\":\"eu\",\"tags\":[\"blue\"],\"metadata\":{\"rack\":\"r1\"},"
                    + "\"since\":\"2030-01-02T03:04:05Z\",\"local\":true,\"unstable\":false,\"degraded\":false}";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.cluster.put("node2", Status.ALIVE, "us");
        server.cluster.put("node3", Status.DEAD, "eu");
        server.cluster.putInstance("node1", instance("web", "web-1", Health.PASSING, List.of("v1", "blue")));
        server.cluster.putInstance("node2", instance("web", "web-2", Health.CRITICAL, List.of("v2")));
        server.cluster.putInstance("node2", instance("api", "api", Health.WARNING, List.of()));
    }

    private static ServiceInstance instance(String service, String id, Health health, List<String> tags) {
        return new ServiceInstance(
                service, id, "", 8080, tags, Map.of(), 1, health, "", ServiceState.UP, 1_893_553_445_000L);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void assertJson(HttpResponse<String> response, String expected) {
        assertThat(response.body()).isEqualTo(expected);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Server")).isEmpty();
    }

    private static List<String> names(HttpResponse<String> response, String field) {
        return Pattern.compile("[\\[{,]\"" + field + "\":\"([^\"]*)\"")
                .matcher(response.body())
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void self_describes_the_answering_member() {
        long pid = ProcessHandle.current().pid();
        assertJson(
                server.get("/v1/self"),
                "{\"member\":" + NODE1 + ",\"cluster\":\"grapevine\",\"profile\":\"lan\",\"version\":\"1.2.3\","
                        + "\"gossip\":\"127.0.0.1:7701\",\"http\":\"127.0.0.1:" + server.port() + "\",\"pid\":" + pid
                        + ",\"startedAt\":\"2030-01-02T03:04:05Z\",\"uptimeSeconds\":60.0,\"ready\":false,"
                        + "\"expect\":3,\"healthScore\":0,\"state\":\"up\",\"encryption\":{\"mode\":\"off\",\"keys\":[]}}");
        server.cluster.becomeReady();
        assertThat(server.get("/v1/self").body()).contains("\"ready\":true");
    }

    @Test
    void members_are_listed_by_name_and_filtered() {
        HttpResponse<String> all = server.get("/v1/members");
        assertThat(names(all, "name")).containsExactly("node1", "node2", "node3");
        assertThat(all.headers().firstValue("X-Grapevine-Index")).contains(Long.toString(server.history.last()));
        assertThat(names(server.get("/v1/members?status=dead"), "name")).containsExactly("node3");
        assertThat(names(server.get("/v1/members?zone=eu"), "name")).containsExactly("node1", "node3");
        assertThat(names(server.get("/v1/members?zone=eu&status=alive"), "name"))
                .containsExactly("node1");
        assertJson(server.get("/v1/members?status=left"), "[]");
    }

    @Test
    void a_member_is_returned_in_full() {
        assertJson(server.get("/v1/members/node1"), NODE1);
    }

    @Test
    void an_unknown_member_is_not_found_and_the_nearest_name_is_suggested() {
        assertProblem(
                server.get("/v1/members/nod2"),
                404,
                "Not found",
                "there is no member \"nod2\"",
                "did you mean \"node2\"?",
                "/v1/members/nod2");
        assertProblem(
                server.get("/v1/members/elsewhere/why"),
                404,
                "Not found",
                "there is no member \"elsewhere\"",
                "GET /v1/members lists all 3 members",
                "/v1/members/elsewhere/why");
    }

    @Test
    void why_returns_the_evidence() {
        assertThat(server.get("/v1/members/node3/why").body())
                .endsWith("\"summary\":\"node3 hung or lost its network: nobody reached it\","
                        + "\"evidence\":\"SILENT\",\"accusers\":[\"node2\"],"
                        + "\"findings\":[{\"at\":\"2030-01-02T03:05:03.500Z\",\"agoSeconds\":1.5,\"kind\":\"sign\","
                        + "\"actor\":\"node2\",\"peers\":[\"node5\"],\"heardFrom\":\"node4\",\"incarnation\":1,"
                        + "\"text\":\"node2 pinged node3 and got no answer within 50 ms\"}]}");
    }

    @Test
    void history_returns_the_events_of_a_period() {
        server.cluster.emit(new Event.Left(FakeCluster.known("node2", Status.LEFT)));
        String left = "\"text\":\"LEFT node2\"";
        assertThat(server.get("/v1/history").body())
                .startsWith("{\"since\":\"2030-01-02T03:0")
                .contains(left);
        assertThat(server.get("/v1/history?from=10m").body()).contains(left);
        assertThat(server.get("/v1/history?from=2030-01-01T00:00:00Z&to=2031-01-01T00:00:00Z")
                        .body())
                .contains(left);
        assertThat(server.get("/v1/history?from=2031-01-01T00:00:00Z").body()).endsWith("\"events\":[]}");
        assertThat(server.get("/v1/history?to=2029-01-01T00:00:00Z").body()).endsWith("\"events\":[]}");
        assertProblem(
                server.get("/v1/history?from=yesterday"),
                400,
                "Bad request",
                "found from=yesterday, expected a time such as 2030-01-02T03:04:05Z, or how long ago, such as 10m",
                "",
                "/v1/history");
    }

    @Test
    void services_are_summarized() {
        assertJson(
                server.get("/v1/services"),
                "[{\"name\":\"api\",\"instances\":1,\"discoverable\":1,\"passing\":0,\"warning\":1,\"critical\":0,"
                        + "\"tags\":[],\"members\":[\"node2\"]},"
                        + "{\"name\":\"web\",\"instances\":2,\"discoverable\":1,\"passing\":1,\"warning\":0,\"critical\":1,"
                        + "\"tags\":[\"blue\",\"v1\",\"v2\"],\"members\":[\"node1\",\"node2\"]}]");
    }

    @Test
    void an_instance_that_drains_is_given_to_a_client_whose_zone_has_no_other() {
        ServiceInstance drains = instance("web", "web-3", Health.PASSING, List.of("v1"))
                .withState(ServiceState.DRAINING, 1_893_553_445_000L);
        server.cluster.putInstance("node2", drains);
        assertThat(names(server.get("/v1/services/web?passing=true"), "id")).containsExactly("web-1");
        assertThat(names(server.get("/v1/services/web?passing=true&zone=us"), "id"))
                .containsExactly("web-3");
    }

    @Test
    void the_checks_of_other_members_are_shown_as_far_as_they_are_published() {
        server.cluster.putInstance(
                "node2",
                instance("cache", "cache", Health.WARNING, List.of())
                        .withChecks(List.of(
                                new CheckResult("tcp", "tcp://10.0.0.2:1", Health.PASSING, "connected"),
                                new CheckResult("disk", "", Health.WARNING, "91 % full"))));
        assertThat(server.get("/v1/services/cache").body())
                .endsWith(",\"checks\":[{\"id\":\"tcp\",\"name\":\"tcp://10.0.0.2:1\",\"health\":\"passing\","
                        + "\"output\":\"connected\"},{\"id\":\"disk\",\"name\":\"\",\"health\":\"warning\","
                        + "\"output\":\"91 % full\"}]}]");
    }

    @Test
    void the_nearest_instances_come_first() {
        server.cluster.put("node4", Status.ALIVE, "us");
        server.cluster.putInstance("node4", instance("web", "web-4", Health.PASSING, List.of()));
        assertThat(names(server.get("/v1/services/web"), "id")).containsExactly("web-1", "web-2", "web-4");
        assertThat(names(server.get("/v1/services/web?near=self"), "id")).containsExactly("web-1", "web-2", "web-4");
        assertThat(names(server.get("/v1/services/web?near=node2"), "id")).containsExactly("web-2", "web-4", "web-1");
        assertThat(names(server.get("/v1/services/web?near=node4"), "id")).containsExactly("web-4", "web-2", "web-1");
        assertThat(names(server.get("/v1/services/web?near=node4&passing=true"), "id"))
                .containsExactly("web-4", "web-1");
        assertProblem(
                server.get("/v1/services/web?near=nod2"),
                404,
                "Not found",
                "there is no member \"nod2\"",
                "did you mean \"node2\"?",
                "/v1/services/web");
    }

    @Test
    void instances_are_returned_in_full_and_filtered() {
        assertJson(
                server.get("/v1/services/web?passing=true"),
                "[{\"service\":\"web\",\"id\":\"web-1\",\"member\":\"node1\",\"memberStatus\":\"alive\","
                        + "\"host\":\"127.0.0.1\",\"port\":8080,\"address\":\"\",\"tags\":[\"v1\",\"blue\"],\"metadata\":{},"
                        + "\"weight\":1,\"health\":\"passing\",\"output\":\"\",\"state\":\"up\","
                        + "\"since\":\"2030-01-02T03:04:05Z\",\"discoverable\":true,\"unstable\":false}]");
        assertThat(names(server.get("/v1/services/web"), "id")).containsExactly("web-1", "web-2");
        assertThat(names(server.get("/v1/services/web?passing=false"), "id")).containsExactly("web-1", "web-2");
        assertThat(names(server.get("/v1/services/web?tag=v1&tag=blue"), "id")).containsExactly("web-1");
        assertThat(names(server.get("/v1/services/web?zone=us"), "id")).containsExactly("web-2");
        assertJson(server.get("/v1/services/web?tag=v1&tag=v2"), "[]");
        assertProblem(
                server.get("/v1/services/wep"),
                404,
                "Not found",
                "there is no service \"wep\"",
                "did you mean \"web\"?",
                "/v1/services/wep");
    }

    @Test
    void the_page_includes_everything_that_it_needs() {
        HttpResponse<String> page = server.get("/");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .startsWith("default-src 'none';");
        assertThat(page.body()).startsWith("<!doctype html>").doesNotContain("http://", "https://", "innerHTML");
    }

    @Test
    void wrong_parameters_are_refused_with_what_was_expected() {
        assertProblem(
                server.get("/v1/members?statsu=dead"),
                400,
                "Bad request",
                "unknown query parameter \"statsu\"",
                "did you mean \"status\"?",
                "/v1/members");
        assertProblem(
                server.get("/v1/members?status=ill"),
                400,
                "Bad request",
                "found status=ill, expected alive, suspect, dead, left",
                "",
                "/v1/members");
        assertProblem(
                server.get("/v1/services/web?passing=maybe"),
                400,
                "Bad request",
                "found passing=maybe, expected true or false",
                "",
                "/v1/services/web");
        assertProblem(
                server.get("/v1/services?index=x"),
                400,
                "Bad request",
                "found index=x, expected a whole number",
                "",
                "/v1/services");
        assertProblem(
                server.get("/v1/services?index=1&wait=soon"),
                400,
                "Bad request",
                "found wait=soon, expected a duration such as 30s or 500ms",
                "",
                "/v1/services");
        assertProblem(
                server.get("/v1/nothing"),
                404,
                "Not found",
                "there is no /v1/nothing",
                "GET /openapi.json lists all paths",
                "/v1/nothing");
        HttpResponse<String> method = server.send("POST", "/v1/members", "");
        assertProblem(method, 405, "Method not allowed", "this path supports GET, HEAD", "", "/v1/members");
    }

    @Test
    void pretty_json_is_indented() {
        assertThat(server.get("/v1/members/node1?pretty").body()).startsWith("{\n  \"name\": \"node1\"");
    }
}
