package dev.grapevine.agent.http;

import static dev.grapevine.agent.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.cluster.Event;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Instance;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BlockingReadsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static long index(HttpResponse<String> response) {
        return Long.parseLong(response.headers().firstValue("X-Grapevine-Index").orElseThrow());
    }

    private static HttpResponse<String> done(CompletableFuture<HttpResponse<String>> response) {
        try {
            return response.get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void awaitParked(int parked) {
        await().atMost(PATIENCE).until(() -> server.get("/v1/stats").body().contains("\"parked\":" + parked + "}"));
    }

    @Test
    void a_read_with_another_index_returns_at_once() {
        assertThat(server.get("/v1/members?index=1&wait=5m").statusCode()).isEqualTo(200);
        long future = server.history.last() + 1_000;
        assertThat(server.get("/v1/services?wait=5m&index=" + future).statusCode())
                .isEqualTo(200);
        assertThat(server.get("/v1/members?wait=0&index=" + server.history.last())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_read_returns_when_a_member_joins() {
        long before = index(server.get("/v1/members"));
        var waiting = server.later("/v1/members?wait=5m&index=" + before);
        awaitParked(1);
        server.cluster.put("node2", Status.ALIVE, "eu");
        server.cluster.emit(new Event.Joined(FakeCluster.known("node2", Status.ALIVE)));
        HttpResponse<String> response = done(waiting);
        assertThat(response.body()).contains("\"name\":\"node2\"");
        assertThat(index(response)).isEqualTo(before + 1).isEqualTo(server.history.last());
        awaitParked(0);
    }

    @Test
    void a_read_of_one_service_ignores_changes_of_others() {
        server.cluster.putInstance(
                "node1", ServiceInstance.named("web").port(80).build());
        long before = index(server.get("/v1/services/web"));
        var waiting = server.later("/v1/services/web?wait=5m&index=" + before);
        awaitParked(1);
        server.cluster.emit(
                server.cluster.up(ServiceInstance.named("api").port(81).build()));
        server.cluster.emit(new Event.Joined(FakeCluster.known("node2", Status.ALIVE)));
        assertThat(waiting).isNotDone();
        assertThat(index(server.get("/v1/services/web"))).isEqualTo(before);
        server.cluster.emit(new Event.ServiceChanged(
                new Instance(
                        server.cluster.self(),
                        ServiceInstance.named("web").port(82).build()),
                ServiceInstance.named("web").port(80).build()));
        assertThat(index(done(waiting))).isEqualTo(before + 3);
    }

    @Test
    void a_read_of_a_service_returns_when_its_member_is_suspected() {
        server.cluster.putInstance(
                "node1", ServiceInstance.named("web").port(80).build());
        var waiting = server.later("/v1/services/web?wait=5m&index=" + index(server.get("/v1/services/web")));
        awaitParked(1);
        server.cluster.emit(
                new Event.Suspected(FakeCluster.known("node1", Status.SUSPECT), Evidence.SILENT, List.of("node2")));
        assertThat(done(waiting).statusCode()).isEqualTo(200);
    }

    @Test
    void a_read_can_wait_for_a_service_that_does_not_exist_yet() {
        long now = server.history.last();
        var waiting = server.later("/v1/services/web?passing=true&wait=5m&index=" + now);
        awaitParked(1);
        server.send("PUT", "/v1/services/web/1", "{\"port\":80}");
        assertThat(done(waiting).body()).startsWith("[{\"service\":\"web\",\"id\":\"1\"");
    }

    @Test
    void a_read_returns_after_its_timeout() {
        long before = index(server.get("/v1/members"));
        HttpResponse<String> response = done(server.later("/v1/members?wait=10ms&index=" + before));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(index(response)).isEqualTo(before);
    }

    @Test
    void after_lost_events_all_reads_return() {
        var waiting = server.later("/v1/services?wait=5m&index=" + index(server.get("/v1/services")));
        awaitParked(1);
        server.cluster.lose(40);
        assertThat(done(waiting).statusCode()).isEqualTo(200);
    }

    @Test
    void reads_beyond_the_limit_do_not_wait() {
        long before = index(server.get("/v1/members"));
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < HttpLimits.PARKED_PER_CLIENT; i++) {
            waiting.add(server.later("/v1/members?wait=5m&index=" + before));
        }
        awaitParked(HttpLimits.PARKED_PER_CLIENT);
        assertProblem(
                server.get("/v1/members?wait=5m&index=" + before),
                503,
                "Too busy",
                "192 blocking reads from 127.0.0.1 are already waiting",
                "read without index, or use GET /v1/events",
                "/v1/members");
        server.cluster.emit(new Event.Joined(FakeCluster.known("node2", Status.ALIVE)));
        waiting.forEach(one -> assertThat(done(one).statusCode()).isEqualTo(200));
        awaitParked(0);
    }
}
