package dev.grapevine.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.Status;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DiscoveryRoutesTest {

    private static final String PROMETHEUS = "/v1/sd/prometheus";
    private static final String EDS = "/v3/discovery:endpoints";

    private static final String TYPE = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.cluster.becomeReady();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void put(String member, String service, String id, int port, Health health, ServiceState state) {
        put(member, service, id, "", port, List.of(), Map.of(), 1, health, state);
    }

    private void put(
            String member,
            String service,
            String id,
            String address,
            int port,
            List<String> tags,
            Map<String, String> metadata,
            int weight,
            Health health,
            ServiceState state) {
        server.cluster.putInstance(
                member,
                new ServiceInstance(
                        service, id, address, port, tags, metadata, weight, health, "", state, 1_893_553_445_000L));
    }

    private void passing(String member, String service, String id, List<String> tags, Map<String, String> metadata) {
        put(member, service, id, "", 8080, tags, metadata, 1, Health.PASSING, ServiceState.UP);
    }

    private static List<String> targets(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return Pattern.compile("\"targets\":\\[([^\\]]*(?:\\][^\\],\\[}]*)*?)\\],\"labels\"")
                .matcher(response.body())
                .results()
                .map(match -> match.group(1).replace("\"", ""))
                .toList();
    }

    @Test
    void prometheus_gets_an_empty_array_of_an_empty_cluster() {
        HttpResponse<String> response = server.get(PROMETHEUS);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body()).isEqualTo("[]");
        assertThat(server.get(PROMETHEUS + "?service=unknown").body()).isEqualTo("[]");
    }

    @Test
    void a_target_has_all_that_is_known_as_labels() {
        put(
                "node1",
                "web",
                "web:1",
                "",
                8080,
                List.of("v1", "blue"),
                Map.of("team", "shop", "a-b", "x", "a.b", "y"),
                7,
                Health.WARNING,
                ServiceState.UP);
        assertThat(server.get(PROMETHEUS).body())
                .isEqualTo("[{\"targets\":[\"127.0.0.1:8080\"],\"labels\":{"
                        + "\"__meta_grapevine_address\":\"127.0.0.1\","
                        + "\"__meta_grapevine_health\":\"warning\","
                        + "\"__meta_grapevine_id\":\"web:1\","
                        + "\"__meta_grapevine_member\":\"node1\","
                        + "\"__meta_grapevine_member_status\":\"alive\","
                        + "\"__meta_grapevine_metadata_a_b\":\"x\","
                        + "\"__meta_grapevine_metadata_team\":\"shop\","
                        + "\"__meta_grapevine_port\":\"8080\","
                        + "\"__meta_grapevine_service\":\"web\","
                        + "\"__meta_grapevine_stale\":\"false\","
                        + "\"__meta_grapevine_state\":\"up\","
                        + "\"__meta_grapevine_tags\":\",v1,blue,\","
                        + "\"__meta_grapevine_unstable\":\"false\","
                        + "\"__meta_grapevine_weight\":\"7\","
                        + "\"__meta_grapevine_zone\":\"eu\"}}]");
    }

    @Test
    void an_instance_without_a_port_is_never_a_target() {
        put("node1", "web", "a", "", 0, List.of(), Map.of("metrics-port", "9100"), 1, Health.PASSING, ServiceState.UP);
        assertThat(server.get(PROMETHEUS).body()).isEqualTo("[]");
        assertThat(server.get(PROMETHEUS + "?port=metrics").body()).isEqualTo("[]");
        assertThat(server.get(PROMETHEUS + "?port=0").body()).isEqualTo("[]");
    }

    @Test
    void instances_of_any_health_and_state_are_targets_and_passing_narrows_them() {
        put("node1", "web", "a", 1, Health.PASSING, ServiceState.UP);
        put("node1", "web", "b", 2, Health.CRITICAL, ServiceState.UP);
        put("node1", "web", "c", 3, Health.PASSING, ServiceState.DRAINING);
        put("node1", "web", "d", 4, Health.PASSING, ServiceState.MAINTENANCE);
        assertThat(targets(server.get(PROMETHEUS)))
                .containsExactly("127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3", "127.0.0.1:4");
        assertThat(targets(server.get(PROMETHEUS + "?passing=true"))).containsExactly("127.0.0.1:1");
        assertThat(targets(server.get(PROMETHEUS + "?passing=false"))).hasSize(4);
    }

    @Test
    void several_services_are_alternatives_and_several_tags_are_all_needed() {
        passing("node1", "api", "a", List.of("v1"), Map.of());
        passing("node1", "db", "b", List.of("v1", "blue"), Map.of());
        passing("node1", "web", "c", List.of("v1", "blue"), Map.of());
        assertThat(server.get(PROMETHEUS + "?service=db&service=web&service=").body())
                .contains("\"db\"", "\"web\"")
                .doesNotContain("\"api\"");
        assertThat(targets(server.get(PROMETHEUS + "?tag=v1&tag=blue"))).hasSize(2);
        assertThat(targets(server.get(PROMETHEUS + "?tag=green"))).isEmpty();
    }

    @Test
    void a_named_port_is_taken_from_the_metadata() {
        passing("node1", "web", "a", List.of(), Map.of("metrics-port", "9100", "admin.port", "9200"));
        passing("node1", "web", "b", List.of(), Map.of("metrics_port", "9101"));
        passing("node1", "web", "c", List.of(), Map.of("metrics-port", "70000"));
        passing("node1", "web", "d", List.of(), Map.of());
        assertThat(targets(server.get(PROMETHEUS + "?port=metrics")))
                .containsExactly("127.0.0.1:9100", "127.0.0.1:9101");
        assertThat(targets(server.get(PROMETHEUS + "?port=metrics&port=admin")))
                .containsExactly("127.0.0.1:9100,127.0.0.1:9200", "127.0.0.1:9101");
        assertThat(targets(server.get(PROMETHEUS + "?port=8080"))).hasSize(4);
        assertThat(targets(server.get(PROMETHEUS + "?port=8081"))).isEmpty();
    }

    @Test
    void an_ipv6_target_has_brackets_and_a_suspected_member_makes_it_stale() {
        server.cluster.put("node2", Status.SUSPECT, "us");
        put("node2", "web", "a", "fd00::1", 80, List.of(), Map.of(), 1, Health.PASSING, ServiceState.UP);
        HttpResponse<String> response = server.get(PROMETHEUS);
        assertThat(response.body())
                .startsWith("[{\"targets\":[\"[fd00::1]:80\"],")
                .contains("\"__meta_grapevine_stale\":\"true\"", "\"__meta_grapevine_member_status\":\"suspect\"");
    }

    @Test
    void an_unknown_parameter_is_refused() {
        assertThat(server.get(PROMETHEUS + "?services=web").statusCode()).isEqualTo(400);
        assertThat(server.get(PROMETHEUS + "?passing=maybe").statusCode()).isEqualTo(400);
    }

    @Test
    void until_the_member_is_ready_clients_are_to_keep_their_last_list() {
        try (TestServer starting = new TestServer()) {
            assertThat(starting.get(PROMETHEUS).statusCode()).isEqualTo(503);
            assertThat(starting.send("POST", EDS, "{\"resource_names\":[\"web\"]}")
                            .statusCode())
                    .isEqualTo(503);
        }
        server.cluster.stop();
        assertThat(server.get(PROMETHEUS).statusCode()).isEqualTo(503);
    }

    @Test
    void both_need_the_scope_read_only() {
        try (TestServer guarded = new TestServer(Optional.of("secret-token-of-the-test"))) {
            guarded.cluster.becomeReady();
            assertThat(guarded.get(PROMETHEUS).statusCode()).isEqualTo(200);
            assertThat(guarded.send("POST", EDS, "{\"resource_names\":[\"web\"]}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static String endpoint(String address, int port, String status, int weight) {
        return "{\"endpoint\":{\"address\":{\"socket_address\":{\"address\":\"" + address + "\",\"port_value\":" + port
                + "}}},\"health_status\":\"" + status + "\",\"load_balancing_weight\":" + weight + "}";
    }

    @Test
    void envoy_gets_the_endpoints_of_a_service_by_zone() {
        server.cluster.put("node2", Status.SUSPECT, "us");
        put("node1", "web", "a", "", 1, List.of(), Map.of(), 5, Health.PASSING, ServiceState.UP);
        put("node1", "web", "b", "", 2, List.of(), Map.of(), 0, Health.PASSING, ServiceState.UP);
        put("node1", "web", "c", 3, Health.WARNING, ServiceState.UP);
        put("node1", "web", "d", 4, Health.CRITICAL, ServiceState.UP);
        put("node1", "web", "e", 5, Health.PASSING, ServiceState.DRAINING);
        put("node1", "web", "f", 6, Health.PASSING, ServiceState.MAINTENANCE);
        put("node1", "web", "g", 0, Health.PASSING, ServiceState.UP);
        put("node1", "web", "h", "web.example.com", 8, List.of(), Map.of(), 1, Health.PASSING, ServiceState.UP);
        put("node2", "web", "i", "fd00::1", 9, List.of(), Map.of(), 1, Health.PASSING, ServiceState.UP);
        put("node1", "api", "z", 9, Health.PASSING, ServiceState.UP);
        HttpResponse<String> response = server.send(
                "POST",
                EDS,
                "{\"version_info\":\"\",\"node\":{\"id\":\"n\",\"cluster\":\"c\",\"extensions\":[{\"name\":\"x\"}]},"
                        + "\"resource_names\":[\"web\"],\"type_url\":\"" + TYPE + "\"}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body())
                .isEqualTo("{\"version_info\":\"" + server.history.last() + "\",\"resources\":[{\"@type\":\"" + TYPE
                        + "\",\"cluster_name\":\"web\",\"endpoints\":[{\"locality\":{\"zone\":\"eu\"},\"lb_endpoints\":["
                        + String.join(
                                ",",
                                endpoint("127.0.0.1", 1, "HEALTHY", 5),
                                endpoint("127.0.0.1", 2, "DEGRADED", 1),
                                endpoint("127.0.0.1", 3, "DEGRADED", 1),
                                endpoint("127.0.0.1", 4, "UNHEALTHY", 1),
                                endpoint("127.0.0.1", 5, "DRAINING", 1),
                                endpoint("127.0.0.1", 6, "UNHEALTHY", 1))
                        + "],\"load_balancing_weight\":10},{\"locality\":{\"zone\":\"us\"},\"lb_endpoints\":["
                        + endpoint("fd00::1", 9, "DEGRADED", 1) + "],\"load_balancing_weight\":1}]}],\"type_url\":\""
                        + TYPE + "\"}");
    }

    @Test
    void the_last_ready_instance_serves_on_while_it_drains() {
        put("node1", "web", "a", 1, Health.PASSING, ServiceState.DRAINING);
        put("node1", "web", "b", 2, Health.CRITICAL, ServiceState.UP);
        String ask = "{\"resource_names\":[\"web\"],\"type_url\":\"" + TYPE + "\"}";
        assertThat(targets(server.get(PROMETHEUS + "?passing=true"))).containsExactly("127.0.0.1:1");
        assertThat(server.send("POST", EDS, ask).body())
                .contains(endpoint("127.0.0.1", 1, "HEALTHY", 1) + "," + endpoint("127.0.0.1", 2, "UNHEALTHY", 1));
        put("node1", "web", "c", 3, Health.PASSING, ServiceState.UP);
        assertThat(targets(server.get(PROMETHEUS + "?passing=true"))).containsExactly("127.0.0.1:3");
        assertThat(server.send("POST", EDS, ask).body()).contains(endpoint("127.0.0.1", 1, "DRAINING", 1));
    }

    @Test
    void envoy_gets_an_assignment_without_endpoints_for_a_service_without_instances() {
        HttpResponse<String> response =
                server.send("POST", EDS, "{\"resourceNames\":[\"b\",\"a\",\"b\"],\"typeUrl\":\"" + TYPE + "\"}");
        assertThat(response.body())
                .contains("\"resources\":[{\"@type\":\"" + TYPE + "\",\"cluster_name\":\"b\",\"endpoints\":[]},"
                        + "{\"@type\":\"" + TYPE + "\",\"cluster_name\":\"a\",\"endpoints\":[]}]");
    }

    @Test
    void the_version_for_envoy_grows_with_a_change_of_the_service_and_not_of_another() {
        String web = "{\"resource_names\":[\"web\"]}";
        String before = server.send("POST", EDS, web).body();
        server.cluster.putInstance(
                "node1", ServiceInstance.named("api").port(80).build());
        server.history.touch("api");
        assertThat(server.send("POST", EDS, web).body()).isEqualTo(before);
        server.history.touch("web");
        assertThat(server.send("POST", EDS, web).body()).isNotEqualTo(before);
    }

    @Test
    void a_request_of_envoy_that_asks_for_something_else_is_refused_with_words() {
        refused("{}", "resource_names is empty");
        refused("{\"resource_names\":[]}", "resource_names is empty");
        refused("{\"resource_names\":[\"\"]}", "resource_names has an empty name");
        refused("{\"resource_names\":[null]}", "resource_names has an empty name");
        refused("{\"resource_names\":\"web\"}", "not a DiscoveryRequest in JSON");
        refused("[]", "not a DiscoveryRequest in JSON");
        refused("nonsense", "not a DiscoveryRequest in JSON");
        refused("[".repeat(50_000), "not a DiscoveryRequest in JSON");
        refused("{\"node\":" + "[".repeat(50_000), "not a DiscoveryRequest in JSON");
        refused(
                "{\"resource_names\":[" + "\"a\",".repeat(1_000) + "\"a\"]}",
                "resource_names has 1001 names; at most 1000");
        refused(
                "{\"resource_names\":[\"web\"],\"type_url\":\"type.googleapis.com/envoy.config.cluster.v3.Cluster\"}",
                "this path serves " + TYPE + " only");
    }

    private void refused(String body, String why) {
        HttpResponse<String> response = server.send("POST", EDS, body);
        assertThat(response.statusCode())
                .as(body.length() < 200 ? body : "a long body")
                .isEqualTo(400);
        assertThat(response.body()).contains(why);
    }

    @Test
    void envoy_may_send_all_its_extensions() {
        String node = "{\"node\":{\"id\":\"" + "x".repeat(200_000) + "\"},\"resource_names\":[\"web\"]}";
        assertThat(server.send("POST", EDS, node).statusCode()).isEqualTo(200);
        String tooLarge = "{\"node\":{\"id\":\"" + "x".repeat(HttpLimits.ENVOY_BODY_BYTES) + "\"}}";
        assertThat(server.send("POST", EDS, tooLarge).statusCode()).isEqualTo(413);
    }
}
