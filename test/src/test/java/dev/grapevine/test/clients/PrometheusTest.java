package dev.grapevine.test.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.test.Json;
import dev.grapevine.test.Node;
import dev.grapevine.test.hosts.Isolated;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Prometheus finds targets, and scrapes agents. */
@Isolated
@Needs({"prometheus", "promtool"})
class PrometheusTest {

    private static final String API = "http://127.0.0.1:9090/api/v1/";

    @RegisterExtension
    static final Desk DESK = new Desk();

    private static Node n1;
    private static Node n2;

    @BeforeAll
    static void start() {
        // Prometheus asks the resolver that this file names, at port 53.
        Desk.write("/etc/resolv.conf", "nameserver 127.0.0.1\n");
        n1 = DESK.agent(53, "n1");
        n2 = DESK.nodes()
                .start(DESK.nodes().plan("n2", "clients", "--seed=" + n1.plan().seed()));
        for (Node node : List.of(n1, n2)) {
            Desk.register(node, "agents", node.name(), "\"port\":" + node.plan().http());
        }
        DESK.nodes().untilAll(List.of(n1, n2), Map.of("n1", "alive", "n2", "alive"));
    }

    @AfterEach
    void end() {
        DESK.endTools();
    }

    @Test
    void metrics_are_sound() {
        String file =
                Desk.write(DESK.folder() + "/metrics.txt", n1.get("/metrics")).toString();
        assertThat(Tool.output("sh", "-c", "promtool check metrics <" + file)).isEmpty();
    }

    @Test
    void agents_are_found_by_dns_and_scraped() throws IOException, InterruptedException {
        prometheus("""
                - job_name: grapevine
                  scrape_interval: 1s
                  dns_sd_configs:
                    - names: [_agents._tcp.service.grapevine.internal]
                      refresh_interval: 1s
                """);
        untilTargets(Map.of(
                "http://n1.node.grapevine.internal:" + n1.plan().http() + "/metrics", "up",
                "http://n2.node.grapevine.internal:" + n2.plan().http() + "/metrics", "up"));
        DESK.nodes()
                .until(
                        "members in Prometheus",
                        () -> values("grapevine_members{status=\"alive\"}").equals(List.of("2", "2")));
        Desk.change(n2, "PUT", "/v1/services/agents/n2/state", "{\"state\":\"maintenance\"}");
        untilTargets(Map.of("http://n1.node.grapevine.internal:" + n1.plan().http() + "/metrics", "up"));
        Desk.change(n2, "PUT", "/v1/services/agents/n2/state", "{\"state\":\"up\"}");
    }

    @Test
    void instances_are_found_by_http_with_their_labels() throws IOException, InterruptedException {
        prometheus("""
                - job_name: services
                  scrape_interval: 1s
                  http_sd_configs:
                    - url: %s/v1/sd/prometheus?service=agents
                      refresh_interval: 1s
                  relabel_configs:
                    - source_labels: [__meta_grapevine_member]
                      target_label: member
                    - source_labels: [__meta_grapevine_state]
                      regex: maintenance
                      action: drop
                """.formatted(n1.http()));
        untilTargets(Map.of(
                "http://127.0.0.1:" + n1.plan().http() + "/metrics", "up",
                "http://127.0.0.1:" + n2.plan().http() + "/metrics", "up"));
        for (Node node : List.of(n1, n2)) {
            DESK.nodes()
                    .until(
                            "metrics of " + node.name(),
                            () -> values("grapevine_members{status=\"alive\",member=\"" + node.name() + "\"}")
                                    .equals(List.of("2")));
        }
        Desk.change(n2, "PUT", "/v1/services/agents/n2/state", "{\"state\":\"maintenance\"}");
        untilTargets(Map.of("http://127.0.0.1:" + n1.plan().http() + "/metrics", "up"));
        Desk.change(n2, "PUT", "/v1/services/agents/n2/state", "{\"state\":\"up\"}");
    }

    /** Starts it with these jobs. */
    private static void prometheus(String jobs) {
        String file = DESK.folder() + "/prometheus.yml";
        Desk.write(file, "global:\n  evaluation_interval: 1s\nscrape_configs:\n" + jobs.indent(2));
        Tool.output("promtool", "check", "config", file);
        DESK.start(
                "prometheus",
                "--config.file=" + file,
                "--web.listen-address=127.0.0.1:9090",
                "--storage.tsdb.path=/run/prometheus-" + System.nanoTime());
    }

    /** Waits until Prometheus has exactly these targets, with their health. */
    private static void untilTargets(Map<String, String> expected) {
        DESK.nodes().until("targets " + expected, () -> targets().equals(expected));
    }

    private static Map<String, String> targets() throws IOException, InterruptedException {
        Map<String, String> health = new TreeMap<>();
        for (Map<String, Object> target : Json.list(data("targets?state=active"), "activeTargets")) {
            health.put(String.valueOf(target.get("scrapeUrl")), String.valueOf(target.get("health")));
        }
        return health;
    }

    /** The values of a query, sorted. */
    private static List<String> values(String query) throws IOException, InterruptedException {
        return Json.list(data("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)), "result").stream()
                .map(series -> String.valueOf(((List<?>) series.get("value")).get(1)))
                .sorted()
                .toList();
    }

    /** What the API has at a path; nothing while Prometheus is starting. */
    private static Map<String, Object> data(String path) throws IOException, InterruptedException {
        try {
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(API + path)).build(), BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                return Json.object(Json.object(response.body()), "data");
            }
        } catch (ConnectException e) {
            // It does not listen yet.
        }
        return Map.of("activeTargets", List.of(), "result", List.of());
    }
}
