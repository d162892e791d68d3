package dev.grapevine.agent.http;

import static dev.grapevine.agent.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.quality.Histogram;
import dev.grapevine.model.Distribution;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Health;
import dev.grapevine.model.QualityOfService;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.Status;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statistics, metrics, liveness and readiness through the API. */
final class MonitoringRoutesTest {

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

    @Test
    void a_member_that_hangs_is_neither_healthy_nor_ready() {
        server.cluster.becomeReady();
        assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
        server.cluster.hang(Duration.ofSeconds(12));
        for (String path : List.of("/healthz", "/readyz")) {
            assertProblem(
                    server.get(path),
                    503,
                    "Hangs",
                    "the thread of this member has not come round for 12 s",
                    "the log of the agent says where it is; the agent ends by itself if that does not change",
                    path);
        }
        server.cluster.hang(Duration.ZERO);
        assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void stats_are_returned_after_comparing_members() {
        assertThat(server.get("/v1/stats?compare=32").body())
                .isEqualTo(server.get("/v1/stats").body());
        assertProblem(
                server.get("/v1/stats?compare=all"),
                400,
                "Bad request",
                "found compare=all, expected a whole number",
                "",
                "/v1/stats");
    }

    @Test
    void stats_returns_all_statistics() {
        Histogram refused = new Histogram();
        refused.record(20_000_000);
        server.cluster.measured(new QualityOfService(
                Distribution.NONE,
                Map.of(Evidence.REFUSED, refused.snapshot()),
                Distribution.NONE,
                Distribution.NONE,
                Distribution.NONE,
                Distribution.NONE));
        String none = "{\"count\":0,\"meanSeconds\":0.0,\"medianSeconds\":0.0,\"p99Seconds\":0.0,\"maxSeconds\":0.0}";
        assertJson(
                server.get("/v1/stats"),
                "{\"members\":{\"alive\":3,\"suspect\":1,\"dead\":1,\"left\":0},\"viewHash\":\"000000000000abcd\","
                        + "\"agreement\":0.75,\"agreeing\":3,\"compared\":4,\"healthScore\":0,\"rumors\":2,"
                        + "\"services\":{\"passing\":1,\"warning\":1,\"critical\":1},"
                        + "\"probes\":{\"sent\":100,\"acked\":97,\"failed\":1},\"suspicions\":{\"silent\":1},"
                        + "\"refutations\":0,\"falseDeaths\":0,\"syncs\":{\"useful\":2},\"packetsSent\":{\"ping\":100},"
                        + "\"packetsReceived\":{\"ack\":97},\"stalls\":1,\"stallSeconds\":0.25,"
                        + "\"quality\":{\"roundTrips\":" + none + ",\"detections\":{\"refused\":"
                        + "{\"count\":1,\"meanSeconds\":0.02,\"medianSeconds\":0.02,\"p99Seconds\":0.02,\"maxSeconds\":0.02}},"
                        + "\"falseSuspicions\":" + none + ",\"falseDeaths\":" + none + ",\"rumorAges\":" + none
                        + ",\"agreements\":" + none + "},"
                        + "\"traffic\":{\"udpPacketsSent\":200,\"udpBytesSent\":11300,\"udpPacketsReceived\":190,"
                        + "\"udpBytesReceived\":11000,\"tcpBytesSent\":500,\"tcpBytesReceived\":600,\"sendErrors\":0,"
                        + "\"dropped\":{\"fence\":3}},\"http\":{\"streams\":0,\"parked\":0}}");
    }

    @Test
    void health_and_readiness_are_separate() {
        assertThat(server.get("/healthz").body()).isEqualTo("ok\n");
        HttpResponse<String> early = server.get("/readyz");
        assertProblem(
                early,
                503,
                "Not ready",
                "this member is waiting for others: 2 of 3 expected members are alive",
                "see the log of the agent for what it is waiting for",
                "/readyz");
        assertThat(early.headers().firstValue("Retry-After")).contains("1");
        server.cluster.becomeReady();
        assertThat(server.get("/readyz").body()).isEqualTo("ready\n");
        server.cluster.stop();
        assertProblem(
                server.get("/readyz"),
                503,
                "Not ready",
                "this member has stopped",
                "see the log of the agent for what it is waiting for",
                "/readyz");
    }

    @Test
    void metrics_are_in_the_text_format_of_prometheus() {
        HttpResponse<String> response = server.get("/metrics");
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body()).contains("grapevine_members{status=\"alive\"} 3.0\n");
    }
}
