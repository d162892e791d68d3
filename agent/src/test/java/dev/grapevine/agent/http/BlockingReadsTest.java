package dev.grapevine.agent.http;

import static dev.grapevine.agent.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.core.env.Event;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BlockingReadsTest {

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static long index(HttpResponse<String> answer) {
        return Long.parseLong(answer.headers().firstValue("X-Grapevine-Index").orElseThrow());
    }

    private static HttpResponse<String> done(CompletableFuture<HttpResponse<String>> answer) {
        try {
            return answer.get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void awaitParked(int parked) {
        await().until(() -> server.get("/v1/stats").body().contains("\"parked\":" + parked + "}"));
    }

    @Test
    void a_read_of_another_index_is_answered_at_once() {
        assertThat(server.get("/v1/members?index=1&wait=5m").statusCode()).isEqualTo(200);
        long future = server.feed.last() + 1_000;
        assertThat(server.get("/v1/services?wait=5m&index=" + future).statusCode())
                .isEqualTo(200);
        assertThat(server.get("/v1/members?wait=0&index=" + server.feed.last()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_read_wakes_when_a_member_joins() {
        long before = index(server.get("/v1/members"));
        var waiting = server.later("/v1/members?wait=5m&index=" + before);
        awaitParked(1);
        server.cluster.put("node2", Status.ALIVE, "eu");
        server.cluster.emit(new Event.Joined(FakeCluster.record("node2", Status.ALIVE)));
        HttpResponse<String> answer = done(waiting);
        assertThat(answer.body()).contains("\"name\":\"node2\"");
        assertThat(index(answer)).isEqualTo(before + 1).isEqualTo(server.feed.last());
        awaitParked(0);
    }

    @Test
    void a_read_of_one_service_sleeps_through_news_of_others() {
        server.cluster.putInstance("node1", ServiceInstance.of("web", 80));
        long before = index(server.get("/v1/services/web"));
        var waiting = server.later("/v1/services/web?wait=5m&index=" + before);
        awaitParked(1);
        server.cluster.emit(new Event.ServiceUp("node1", ServiceInstance.of("api", 81)));
        server.cluster.emit(new Event.Joined(FakeCluster.record("node2", Status.ALIVE)));
        assertThat(waiting).isNotDone();
        assertThat(index(server.get("/v1/services/web"))).isEqualTo(before);
        server.cluster.emit(
                new Event.ServiceChanged("node1", ServiceInstance.of("web", 82), ServiceInstance.of("web", 80)));
        assertThat(index(done(waiting))).isEqualTo(before + 3);
    }

    @Test
    void a_read_of_a_service_wakes_when_its_member_is_suspected() {
        server.cluster.putInstance("node1", ServiceInstance.of("web", 80));
        var waiting = server.later("/v1/services/web?wait=5m&index=" + index(server.get("/v1/services/web")));
        awaitParked(1);
        server.cluster.emit(
                new Event.Suspected(FakeCluster.record("node1", Status.SUSPECT), Evidence.SILENT, List.of("node2")));
        assertThat(done(waiting).statusCode()).isEqualTo(200);
    }

    @Test
    void a_service_that_is_not_there_yet_can_be_waited_for() {
        long now = server.feed.last();
        var waiting = server.later("/v1/services/web?passing=true&wait=5m&index=" + now);
        awaitParked(1);
        server.send("PUT", "/v1/services/web/1", "{\"port\":80}");
        assertThat(done(waiting).body()).startsWith("[{\"service\":\"web\",\"id\":\"1\"");
    }

    @Test
    void a_read_is_answered_when_its_time_is_over() {
        long before = index(server.get("/v1/members"));
        HttpResponse<String> answer = done(server.later("/v1/members?wait=10ms&index=" + before));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(index(answer)).isEqualTo(before);
    }

    @Test
    void after_lost_events_everything_may_have_changed() {
        var waiting = server.later("/v1/services?wait=5m&index=" + index(server.get("/v1/services")));
        awaitParked(1);
        server.cluster.lose(40);
        assertThat(done(waiting).statusCode()).isEqualTo(200);
    }

    @Test
    void more_than_the_limit_do_not_wait() {
        long before = index(server.get("/v1/members"));
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < HttpLimits.PARKED; i++) {
            waiting.add(server.later("/v1/members?wait=5m&index=" + before));
        }
        awaitParked(HttpLimits.PARKED);
        assertProblem(
                server.get("/v1/members?wait=5m&index=" + before),
                503,
                "Too busy",
                "256 blocking reads wait already",
                "read without index, or use GET /v1/events",
                "/v1/members");
        server.cluster.emit(new Event.Joined(FakeCluster.record("node2", Status.ALIVE)));
        waiting.forEach(one -> assertThat(done(one).statusCode()).isEqualTo(200));
        awaitParked(0);
    }
}
