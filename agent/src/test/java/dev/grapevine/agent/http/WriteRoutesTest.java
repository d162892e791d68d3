package dev.grapevine.agent.http;

import static dev.grapevine.agent.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.Status;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WriteRoutesTest {

    private static final String WEB = "/v1/services/web/web-1";

    private static final long NOW = TestServer.CLOCK.millis();

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> put(String path, String body) {
        return server.send("PUT", path, body);
    }

    @Test
    void an_instance_is_registered_with_all_fields() {
        HttpResponse<String> response = put(
                WEB,
                "{\"address\":\"10.0.0.1\",\"port\":8080,\"tags\":[\"v2\",\"eu\",\"v2\"],\"metadata\":{\"k\":\"v\"},"
                        + "\"weight\":5,\"health\":\"warning\",\"output\":\"slow\",\"state\":\"drain\"}");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body())
                .isEqualTo("{\"service\":\"web\",\"id\":\"web-1\",\"member\":\"node1\",\"memberStatus\":\"alive\","
                        + "\"host\":\"10.0.0.1\",\"port\":8080,\"address\":\"10.0.0.1\",\"tags\":[\"v2\",\"eu\"],"
                        + "\"metadata\":{\"k\":\"v\"},\"weight\":5,\"health\":\"warning\",\"output\":\"slow\","
                        + "\"state\":\"draining\",\"since\":\"2030-01-02T03:05:05Z\",\"discoverable\":false,"
                        + "\"unstable\":false}");
        assertThat(server.cluster.registered)
                .containsExactly(new ServiceInstance(
                        "web",
                        "web-1",
                        "10.0.0.1",
                        8080,
                        List.of("v2", "eu"),
                        Map.of("k", "v"),
                        5,
                        Health.WARNING,
                        "slow",
                        ServiceState.DRAINING,
                        NOW));
    }

    @Test
    void an_empty_registration_is_a_passing_instance_without_a_port_and_a_second_one_replaces_it() {
        assertThat(put(WEB, "{}").statusCode()).isEqualTo(201);
        assertThat(put(WEB, "{\"port\":80}").statusCode()).isEqualTo(200);
        assertThat(server.cluster.ownInstances())
                .containsExactly(new ServiceInstance(
                        "web", "web-1", "", 80, List.of(), Map.of(), 1, Health.PASSING, "", ServiceState.UP, NOW));
    }

    @Test
    void an_instance_with_checks_is_critical_until_one_has_passed() {
        HttpResponse<String> response = put(WEB, "{\"checks\":[{\"check\":\"ttl:10s\"}]}");
        assertThat(response.body())
                .contains("\"health\":\"critical\",\"output\":\"not checked yet\"")
                .endsWith(
                        "\"checks\":[{\"id\":\"ttl\",\"name\":\"heartbeat\",\"check\":\"ttl:10s\",\"intervalSeconds\":10.0,\"failures\":1,\"successes\":1,"
                                + "\"health\":\"critical\",\"output\":\"not checked yet\"}]}");
        HttpResponse<String> beat = put(WEB + "/health", "{\"status\":\"passing\",\"output\":\"fine\"}");
        assertThat(beat.statusCode()).isEqualTo(200);
        assertThat(beat.body())
                .contains("\"health\":\"passing\",\"output\":\"fine\"")
                .endsWith("\"health\":\"passing\",\"output\":\"fine\",\"checkedAt\":\"2030-01-02T03:05:05Z\"}]}");
        assertThat(server.cluster.ownInstances().get(0).health()).isEqualTo(Health.PASSING);
    }

    @Test
    void a_tag_of_512_bytes_and_8_checks_are_taken_and_one_more_of_either_is_refused() {
        String check = "{\"check\":\"ttl:10s\"}";
        String tags = "{\"tags\":[\"%s\"]}";
        assertThat(put(WEB, String.format(tags, "t".repeat(512))).statusCode()).isEqualTo(201);
        assertThat(put(WEB, "{\"checks\":[" + check + ("," + check).repeat(7) + "]}")
                        .statusCode())
                .isEqualTo(200);

        HttpResponse<String> tag = put(WEB, String.format(tags, "t".repeat(513)));
        assertThat(tag.statusCode()).isEqualTo(400);
        assertThat(tag.body()).contains("has 513 bytes: 1 to 512 are allowed");
        HttpResponse<String> checks = put(WEB, "{\"checks\":[" + check + ("," + check).repeat(8) + "]}");
        assertThat(checks.statusCode()).isEqualTo(400);
        assertThat(checks.body()).contains("found 9 checks, expected at most 8 for an instance");
    }

    @Test
    void heartbeats_that_change_nothing_are_not_published() {
        put(WEB, "{\"checks\":[{\"check\":\"ttl:10s\"}]}");
        for (int beat = 0; beat < 5; beat++) {
            put(WEB + "/health", "{\"status\":\"passing\",\"output\":\"beat " + beat + "\"}");
        }
        assertThat(server.cluster.registered)
                .extracting(ServiceInstance::health)
                .containsExactly(Health.CRITICAL, Health.PASSING);
    }

    @Test
    void without_checks_a_service_reports_its_own_health() {
        put(WEB, "{}");
        assertThat(put(WEB + "/health", "{\"status\":\"critical\",\"output\":\"disk full\"}")
                        .body())
                .contains("\"health\":\"critical\",\"output\":\"disk full\"", "\"discoverable\":false");
    }

    @Test
    void a_heartbeat_for_an_instance_without_a_ttl_check_is_a_conflict() {
        put(WEB, "{\"port\":9,\"checks\":[{\"check\":\"tcp\",\"intervalSeconds\":3600}]}");
        assertProblem(
                put(WEB + "/health", "{\"status\":\"passing\"}"),
                409,
                "Conflict",
                "the health of this instance comes from its checks, and none of them is a TTL check",
                "register the instance with the check ttl:10s, or without checks",
                WEB + "/health");
    }

    @Test
    void an_instance_is_drained_and_brought_up_again() {
        put(WEB, "{}");
        assertThat(put(WEB + "/state", "{\"state\":\"drain\"}").body()).contains("\"state\":\"draining\"");
        assertThat(server.cluster.ownInstances().get(0).state()).isEqualTo(ServiceState.DRAINING);
        put(WEB + "/state", "{\"state\":\"maintenance\"}");
        assertThat(server.cluster.ownInstances().get(0).state()).isEqualTo(ServiceState.MAINTENANCE);
        put(WEB + "/state", "{\"state\":\"up\"}");
        assertThat(server.cluster.ownInstances().get(0).state()).isEqualTo(ServiceState.UP);
        assertProblem(
                put(WEB + "/state", "{\"state\":\"off\"}"),
                400,
                "Bad request",
                "found state \"off\", expected up, drain, maintenance",
                "",
                WEB + "/state");
    }

    @Test
    void an_instance_is_withdrawn_once() {
        put(WEB, "{}");
        HttpResponse<String> response = server.send("DELETE", WEB, "");
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
        assertThat(server.cluster.ownInstances()).isEmpty();
        assertProblem(
                server.send("DELETE", WEB, ""),
                404,
                "Not found",
                "this member has no instance web/web-1",
                "change an instance on the member that registered it",
                WEB);
    }

    @Test
    void a_drain_takes_a_time_and_nothing_else_does() {
        put(WEB, "{}");
        put(WEB + "/state", "{\"state\":\"drain\",\"for\":\"5m\"}");
        assertThat(server.services.find("web", "web-1").orElseThrow().drainsUntil())
                .isEqualTo(TestServer.CLOCK.instant().plusSeconds(300));
        for (String wrong : List.of("", "soon", "-1s", "0s", "169h", "999999999h")) {
            assertProblem(
                    put(WEB + "/state", "{\"state\":\"drain\",\"for\":\"" + wrong + "\"}"),
                    400,
                    "Bad request",
                    "found for \"" + wrong + "\", expected a time of 1ms to 168h such as 30s or 5m",
                    "",
                    WEB + "/state");
        }
        assertProblem(
                put(WEB + "/state", "{\"state\":\"up\",\"for\":\"5m\"}"),
                400,
                "Bad request",
                "\"for\" is how long to drain, and the state is up",
                "leave out \"for\", or send the state drain",
                WEB + "/state");
        assertThat(put(WEB + "/state", "{\"state\":\"drain\",\"for_\":\"5m\"}").body())
                .contains("unknown field; did you mean for?");
    }

    @Test
    void the_instance_of_another_member_is_changed_at_that_member_alone() {
        server.cluster.put("node2", Status.ALIVE, "eu");
        server.cluster.putInstance(
                "node2", ServiceInstance.named("web").id("web-9").port(1).build());
        String path = "/v1/services/web/web-9/state";
        String detail = "web/web-9 is an instance of node2, which alone changes its state";
        String remedy = "run '%s' on the host of node2 (127.0.0.1), or send this to the agent there";
        assertProblem(
                put(path, "{\"state\":\"drain\",\"for\":\"90s\"}"),
                409,
                "Conflict",
                detail,
                remedy.formatted("grapevine drain web/web-9 --for 90s"),
                path);
        assertProblem(
                put(path, "{\"state\":\"maintenance\"}"),
                409,
                "Conflict",
                detail,
                remedy.formatted("grapevine maint on web/web-9"),
                path);
        assertProblem(
                put(path, "{\"state\":\"up\"}"),
                409,
                "Conflict",
                detail,
                remedy.formatted("grapevine maint off web/web-9"),
                path);
        put("/v1/services/web/web-9", "{}");
        assertThat(put(path, "{\"state\":\"drain\"}").statusCode())
                .as("this member has one of that name, too")
                .isEqualTo(200);
    }

    @Test
    void all_instances_of_the_member_go_to_maintenance_and_come_back() {
        put(WEB, "{}");
        assertThat(put("/v1/self/state", "{\"state\":\"maintenance\"}").body()).contains("\"state\":\"maintenance\"");
        assertThat(put("/v1/services/web/web-2", "{}").body()).contains("\"state\":\"maintenance\"");
        assertThat(put(WEB + "/state", "{\"state\":\"up\"}").body()).contains("\"state\":\"maintenance\"");
        assertThat(server.get("/v1/self").body()).contains("\"state\":\"maintenance\"");
        assertThat(put("/v1/self/state", "{\"state\":\"drain\",\"for\":\"1m\"}").body())
                .contains("\"state\":\"draining\",\"drainsUntil\":\"2030-01-02T03:06:05Z\"");
        assertThat(put("/v1/self/state", "{\"state\":\"up\"}").body()).contains("\"state\":\"up\"");
        assertThat(server.cluster.ownInstances())
                .extracting(ServiceInstance::state)
                .containsExactly(ServiceState.UP, ServiceState.UP);
    }

    @Test
    void a_draining_instance_is_out_of_passing_reads_unless_it_is_the_last_ready_one() {
        put("/v1/services/web/web-1", "{\"tags\":[\"v1\"]}");
        put("/v1/services/web/web-2", "{\"tags\":[\"v2\"]}");
        put("/v1/services/web/web-1/state", "{\"state\":\"drain\"}");
        String passing = "/v1/services/web?passing";
        assertThat(server.get(passing).body()).contains("\"web-2\"").doesNotContain("\"web-1\"");
        assertThat(server.get(passing + "&tag=v1").body())
                .as("the last with the tag")
                .contains("\"web-1\"");
        put("/v1/services/web/web-2/health", "{\"status\":\"critical\"}");
        assertThat(server.get(passing).body()).contains("\"web-1\"").doesNotContain("\"web-2\"");
        assertThat(server.get("/v1/services").body()).contains("\"discoverable\":1");
        put("/v1/services/web/web-2/health", "{\"status\":\"passing\"}");
        assertThat(server.get(passing).body()).contains("\"web-2\"").doesNotContain("\"web-1\"");
        put("/v1/services/web/web-2/state", "{\"state\":\"maintenance\"}");
        put("/v1/services/web/web-1/health", "{\"status\":\"critical\"}");
        assertThat(server.get(passing).body()).isEqualTo("[]");
    }

    @Test
    void an_unknown_instance_is_not_found_and_the_nearest_is_suggested() {
        put(WEB, "{}");
        String detail = "this member has no instance web/web-2";
        String remedy = "did you mean web/web-1?";
        String other = "/v1/services/web/web-2";
        assertProblem(server.send("DELETE", other, ""), 404, "Not found", detail, remedy, other);
        assertProblem(
                put(other + "/health", "{\"status\":\"passing\"}"),
                404,
                "Not found",
                detail,
                remedy,
                other + "/health");
        assertProblem(put(other + "/state", "{\"state\":\"up\"}"), 404, "Not found", detail, remedy, other + "/state");
    }

    @Test
    void an_invalid_registration_is_refused_with_the_reason() {
        assertRefused("{\"port\":70000}", "service 'web': port must be 0 to 65535, not 70000");
        assertRefused("{\"health\":\"ill\"}", "found health \"ill\", expected passing, warning, critical");
        assertRefused(
                "{\"checks\":[{\"check\":\"http:/health\"}]}",
                "check \"http:/health\" needs the port of the instance, which has none; set \"port\", or use a full target "
                        + "such as http://HOST:PORT/PATH or tcp://HOST:PORT");
        assertRefused(
                "{\"checks\":[{\"check\":\"ping\"}]}",
                "found check \"ping\", expected http:/PATH, http://HOST:PORT/PATH, tcp, tcp://HOST:PORT or ttl:10s");
        assertRefused(
                "{\"port\":1,\"checks\":[{\"check\":\"tcp\",\"intervalSeconds\":1,\"timeoutSeconds\":2}]}",
                "timeout 2s is longer than interval 1s; shorten the timeout or lengthen the interval");
        assertRefused(
                "{\"port\":1,\"checks\":[{\"check\":\"tcp\",\"failures\":0}]}", "found failures 0, expected 1 to 999");
        assertThat(server.cluster.registered).isEmpty();
        assertProblem(
                put("/v1/services/we%20b/1", "{}"),
                400,
                "Bad request",
                "service name 'we b' is not allowed: use 1 to 64 letters, digits, '.', '_' or '-'",
                "",
                "/v1/services/we%20b/1");
    }

    private void assertRefused(String body, String detail) {
        assertProblem(put(WEB, body), 400, "Bad request", detail, "", WEB);
    }

    @Test
    void a_body_of_another_shape_is_refused() {
        for (String body : List.of(
                "{",
                "[]",
                "null",
                "{\"port\":\"many\"}",
                "{\"prot\":80}",
                "{\"tags\":[null]}",
                "{\"metadata\":{\"k\":null}}",
                "{\"checks\":[{}]}")) {
            HttpResponse<String> response = put(WEB, body);
            assertThat(response.statusCode()).as(body).isEqualTo(400);
            assertThat(response.body()).as(body).contains("\"title\":\"Bad request\"");
        }
        assertThat(put(WEB, "{\"prot\":80}").body())
                .contains("\"detail\":\"the body is not the expected JSON: prot: unknown field; did you mean port?\"");
        assertThat(server.cluster.registered).isEmpty();
    }

    @Test
    void a_registration_over_a_limit_is_refused_and_the_limit_is_named() {
        assertProblem(
                put(WEB, "{\"metadata\":{\"" + FakeCluster.TOO_MUCH + "\":\"\"}}"),
                413,
                "Too large",
                "state would have 70000 bytes, protocol.state.bytes allows 65536",
                "publish less, or raise the limit on this agent",
                WEB);
        assertProblem(
                put(WEB, "{\"output\":\"" + "x".repeat(HttpLimits.BODY_BYTES) + "\"}"),
                413,
                "Too large",
                "the body is longer than 65536 bytes",
                "send a smaller body",
                WEB);
        assertThat(server.services.all()).isEmpty();
    }

    @Test
    void what_no_member_could_read_is_refused_before_anything_has_happened() {
        String surrogate = ": a text contains half of a surrogate pair, which is no character";
        assertNotJson(WEB, "{\"metadata\":{\"a\":\"\\ud800\"}}", "metadata.a" + surrogate);
        assertNotJson(WEB, "{\"output\":\"\\ud800\"}", "output" + surrogate);
        assertNotJson(WEB, "{\"port\":1e400}", "port: the number \\\"1e400}\\\" is too large");
        assertNotJson(WEB, "{\"port\":1.5}", "port: expected a whole number, found 1.5");
        assertNotJson(WEB, "{} {}", "expected nothing after the JSON, found \\\"{}\\\"");
        assertNotJson(WEB, "{\"port\":1,\"port\":2}", "port: given twice");
        assertThat(server.cluster.registered).isEmpty();
        put(WEB, "{}");
        assertNotJson(WEB + "/health", "{\"status\":\"critical\",\"output\":\"\\udc00 x\"}", "output" + surrogate);
        assertThat(server.cluster.ownInstances().get(0).health()).isEqualTo(Health.PASSING);
        assertThat(put("/v1/services/web/web-2", "{\"port\":1}").statusCode()).isEqualTo(201);
    }

    private void assertNotJson(String path, String body, String reason) {
        HttpResponse<String> response = put(path, body);
        assertThat(response.statusCode()).as(body).isEqualTo(400);
        assertThat(response.body()).contains("\"detail\":\"the body is not the expected JSON: " + reason + "\"");
    }

    @Test
    void an_address_that_is_none_is_refused_and_one_that_people_use_is_not() {
        for (String address : List.of("10.0.0", "a..b", "-x", "a b", "10.0.0.256", "fe80::1%eth0", "x/y", ".", "..")) {
            HttpResponse<String> response = put(WEB, "{\"address\":\"" + address + "\",\"port\":9099}");
            assertThat(response.statusCode()).as(address).isEqualTo(400);
            assertThat(response.body()).contains("address");
        }
        assertThat(server.services.all()).isEmpty();
        for (String address : List.of("my_host", "web.1", "a-b.c_d", "10.0.0.1", "fd00::1", "xn--bcher-kva.example.")) {
            assertThat(put(WEB, "{\"address\":\"" + address + "\",\"port\":9099}")
                            .statusCode())
                    .as(address)
                    .isBetween(200, 201);
        }
    }

    @Test
    void a_repeated_registration_keeps_what_it_does_not_speak_of() {
        String withChecks = "{\"port\":1,\"tags\":[\"a\"],\"checks\":[{\"check\":\"ttl:10s\"}]}";
        put(WEB, withChecks);
        put(WEB + "/health", "{\"status\":\"warning\",\"output\":\"busy\"}");
        put(WEB + "/state", "{\"state\":\"drain\"}");
        String before = server.get("/v1/services/web").body();
        assertThat(before).contains("\"health\":\"warning\",\"output\":\"busy\",\"state\":\"draining\"", "checkedAt");
        assertThat(put(WEB, withChecks).statusCode()).isEqualTo(200);
        assertThat(server.get("/v1/services/web").body()).isEqualTo(before);
        // A new check is not passed before it has run; the other keeps its result.
        put(WEB, withChecks.replace("]}", ",{\"check\":\"ttl:20s\"}]}"));
        assertThat(server.get("/v1/services/web").body())
                .contains(
                        "\"health\":\"critical\",\"output\":\"not checked yet\",\"state\":\"draining\"",
                        "\"health\":\"warning\",\"output\":\"busy\",\"checkedAt\"");
        put(WEB, withChecks);
        assertThat(server.get("/v1/services/web").body()).contains("\"health\":\"warning\",\"output\":\"busy\"");
        // What the request says counts.
        put(WEB, withChecks.replace("\"port\"", "\"state\":\"up\",\"port\""));
        assertThat(server.cluster.ownInstances().get(0).state()).isEqualTo(ServiceState.UP);
    }

    @Test
    void a_repeated_registration_without_checks_keeps_the_reported_health() {
        put(WEB, "{\"port\":1}");
        put(WEB + "/health", "{\"status\":\"critical\",\"output\":\"disk full\"}");
        put(WEB, "{\"port\":2}");
        assertThat(server.cluster.ownInstances().get(0).health()).isEqualTo(Health.CRITICAL);
        assertThat(server.cluster.ownInstances().get(0).output()).isEqualTo("disk full");
        assertThat(server.cluster.ownInstances().get(0).port()).isEqualTo(2);
        put(WEB, "{\"port\":2,\"health\":\"passing\"}");
        assertThat(server.cluster.ownInstances().get(0).health()).isEqualTo(Health.PASSING);
    }

    @Test
    void a_body_of_another_type_is_refused() {
        HttpRequest.Builder request =
                server.request(WEB, "Content-Type", "text/plain").PUT(HttpRequest.BodyPublishers.ofString("{}"));
        assertProblem(
                server.send(request),
                415,
                "Unsupported media type",
                "the content type is text/plain, expected application/json",
                "send the header Content-Type: application/json",
                WEB);
        for (String odd : List.of(";", ";;", " ; charset=utf-8", "application/json2", "json;application/json")) {
            assertThat(server.send(server.request(WEB, "Content-Type", odd)
                                    .PUT(HttpRequest.BodyPublishers.ofString("{}")))
                            .statusCode())
                    .as(odd)
                    .isEqualTo(415);
        }
        assertProblem(
                put(WEB, ""),
                415,
                "Unsupported media type",
                "the content type is missing, expected application/json",
                "send the header Content-Type: application/json",
                WEB);
    }

    @Test
    void dead_members_can_be_forgotten_and_live_ones_cannot() {
        server.cluster.put("node2", Status.ALIVE, "eu");
        server.cluster.put("node3", Status.DEAD, "eu");
        assertThat(server.send("POST", "/v1/forget/node3", "").statusCode()).isEqualTo(204);
        assertThat(server.cluster.forgotten).containsExactly("node3");
        assertProblem(
                server.send("POST", "/v1/forget/node2", ""),
                409,
                "Conflict",
                "\"node2\" is alive or suspect and would return at once",
                "stop it, or make it leave with POST /v1/leave at its own agent",
                "/v1/forget/node2");
        assertProblem(
                server.send("POST", "/v1/forget/node1", ""),
                409,
                "Conflict",
                "\"node1\" is this member itself",
                "use POST /v1/leave to make it leave",
                "/v1/forget/node1");
        assertThat(server.send("POST", "/v1/forget/node9", "").statusCode()).isEqualTo(404);
        assertThat(server.cluster.forgotten).containsExactly("node3");
    }

    @Test
    void changes_are_refused_after_the_member_has_stopped() {
        server.cluster.stop();
        assertProblem(put(WEB, "{}"), 503, "Stopped", "this member has stopped", "ask another member", WEB);
    }

    @Test
    void changes_are_refused_while_the_member_is_leaving() {
        server.cluster.put("node1", Status.LEFT, "eu");
        server.cluster.disturbance = () -> {
            throw new IllegalStateException("member node1 has stopped");
        };
        assertProblem(put(WEB, "{}"), 503, "Stopped", "this member has stopped", "ask another member", WEB);
    }
}
