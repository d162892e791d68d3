package dev.grapevine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ReadyInstancesTest {

    private static Instance instance(String id, Health health, ServiceState state, String tag) {
        Member member = new Member(
                "a",
                1,
                1,
                Status.ALIVE,
                List.of(Address.ipv4(0x7f000001, 1)),
                "",
                Set.of(),
                Map.of(),
                Instant.EPOCH,
                false,
                false,
                false);
        ServiceInstance service = ServiceInstance.named("web")
                .id(id)
                .tag(tag)
                .health(health)
                .build()
                .withState(state, 0);
        return new Instance(member, service);
    }

    private static List<String> ids(List<Instance> instances) {
        return instances.stream().map(each -> each.service().id()).toList();
    }

    private static final Instance UP = instance("up", Health.PASSING, ServiceState.UP, "v1");
    private static final Instance WARNS = instance("warns", Health.WARNING, ServiceState.UP, "v1");
    private static final Instance FAILS = instance("fails", Health.CRITICAL, ServiceState.UP, "v1");
    private static final Instance DRAINS = instance("drains", Health.PASSING, ServiceState.DRAINING, "v2");
    private static final Instance DRAINS_FAILING =
            instance("drains-failing", Health.CRITICAL, ServiceState.DRAINING, "v2");
    private static final Instance AWAY = instance("away", Health.PASSING, ServiceState.MAINTENANCE, "v2");

    @Test
    void what_drains_is_not_ready_while_another_instance_is() {
        assertThat(ids(ReadyInstances.of(List.of(DRAINS, FAILS, UP, WARNS, AWAY))
                        .any()))
                .containsExactly("up", "warns");
    }

    @Test
    void what_drains_stays_ready_where_nothing_else_is() {
        assertThat(ids(ReadyInstances.of(List.of(AWAY, DRAINS, FAILS, DRAINS_FAILING))
                        .any()))
                .containsExactly("drains");
        assertThat(ReadyInstances.of(List.of(AWAY, FAILS, DRAINS_FAILING)).any())
                .isEmpty();
    }

    @Test
    void what_drains_is_given_to_a_client_that_nothing_else_suits() {
        ReadyInstances ready = ReadyInstances.of(List.of(DRAINS, UP, WARNS));
        assertThat(ids(ready.suiting(each -> each.service().tags().contains("v2"))))
                .containsExactly("drains");
        assertThat(ids(ready.suiting(each -> each.service().health() == Health.PASSING)))
                .containsExactly("up");
        assertThat(ready.suiting(each -> false)).isEmpty();
    }
}
