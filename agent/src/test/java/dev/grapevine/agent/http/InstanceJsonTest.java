package dev.grapevine.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.services.LocalServices;
import dev.grapevine.agent.services.RegistrationStore;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstanceJsonTest {

    private final FakeCluster cluster = new FakeCluster();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final LocalServices services =
            new LocalServices(cluster, TestServer.CLOCK, RegistrationStore.in(Optional.empty()), timer, service -> {});
    private final InstanceJson json = new InstanceJson(new InstanceInfoMapper(cluster, services), new HttpResponses());

    @AfterEach
    void stop() {
        services.close();
        timer.shutdownNow();
    }

    private Instance instance(String service, String id) {
        cluster.put("node2", Status.ALIVE, "us");
        Member member = cluster.members().stream()
                .filter(each -> each.name().equals("node2"))
                .findFirst()
                .orElseThrow();
        return new Instance(
                member, ServiceInstance.named(service).id(id).port(80).build());
    }

    private String array(String service, List<Instance> all, List<Instance> chosen) {
        return new String(json.array(service, all, chosen), StandardCharsets.UTF_8);
    }

    @Test
    void an_array_has_the_chosen_ones_in_their_order() {
        Instance one = instance("web", "1");
        Instance two = instance("web", "2");
        List<Instance> all = List.of(one, two);
        assertThat(array("web", all, List.of())).isEqualTo("[]");
        assertThat(array("web", all, List.of(two)))
                .startsWith("[{\"service\":\"web\",\"id\":\"2\",")
                .endsWith("}]");
        String both = array("web", all, List.of(two, one));
        assertThat(both.indexOf("\"id\":\"2\""))
                .isLessThan(both.indexOf("\"id\":\"1\""))
                .isPositive();
        assertThat(both).contains("},{");
        assertThat(json.keptBytes()).isEqualTo(both.length() - "[,]".length());
    }

    @Test
    void what_has_changed_is_written_anew() {
        Instance passes = instance("web", "1");
        Instance fails = new Instance(passes.member(), passes.service().withHealth(Health.CRITICAL, "down", 1));
        assertThat(array("web", List.of(passes), List.of(passes))).contains("\"health\":\"passing\"");
        String now = array("web", List.of(fails), List.of(fails));
        assertThat(now).contains("\"health\":\"critical\"", "\"output\":\"down\"");
        assertThat(json.keptBytes()).isEqualTo(now.length() - 2);
    }

    @Test
    void what_is_kept_is_limited() {
        Instance large = instance("s", "1");
        ServiceInstance.Builder wide = ServiceInstance.named("s").port(1);
        IntStream.range(0, 30).forEach(i -> wide.metadata("k" + i, "x".repeat(250)));
        Instance kept = new Instance(large.member(), wide.build());
        for (int i = 0; i < 1_000; i++) {
            List<Instance> all = List.of(kept);
            assertThat(json.array("s" + i, all, all)).hasSizeGreaterThan(7_500);
            assertThat(json.keptBytes()).isLessThanOrEqualTo(InstanceJson.KEPT_BYTES);
        }
        assertThat(json.keptBytes()).isGreaterThan(InstanceJson.KEPT_BYTES - 10_000);
    }

    @Test
    void one_service_that_is_too_large_to_keep_is_written_all_the_same() {
        Map<String, String> metadata = Map.of("k", "x".repeat(250));
        List<Instance> all =
                IntStream.range(0, 20_000).mapToObj(i -> instance(metadata, i)).toList();
        assertThat(json.array("s", all, all)).hasSizeGreaterThan((int) InstanceJson.KEPT_BYTES);
        assertThat(json.keptBytes()).isLessThanOrEqualTo(InstanceJson.KEPT_BYTES);
    }

    private Instance instance(Map<String, String> metadata, int i) {
        return new Instance(
                cluster.self(),
                ServiceInstance.named("s")
                        .id("i" + i)
                        .port(1)
                        .metadata(metadata)
                        .build());
    }
}
