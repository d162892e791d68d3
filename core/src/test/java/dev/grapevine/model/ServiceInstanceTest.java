package dev.grapevine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceInstanceTest {

    private static final ServiceInstance WEB =
            ServiceInstance.named("web").port(80).build();

    @Test
    void a_plain_instance_passes_and_is_named_like_its_service() {
        assertThat(WEB)
                .isEqualTo(new ServiceInstance(
                        "web", "web", "", 80, List.of(), Map.of(), 1, Health.PASSING, "", ServiceState.UP, 0));
    }

    @Test
    void a_builder_sets_every_part_that_an_owner_chooses() {
        assertThat(ServiceInstance.named("web")
                        .id("web:1")
                        .address("web.example")
                        .port(8080)
                        .tag("v2")
                        .tags(List.of("v2", "blue"))
                        .metadata("zone", "a")
                        .metadata(Map.of("rack", "7"))
                        .weight(5)
                        .health(Health.WARNING)
                        .build())
                .isEqualTo(new ServiceInstance(
                        "web",
                        "web:1",
                        "web.example",
                        8080,
                        List.of("v2", "blue"),
                        Map.of("zone", "a", "rack", "7"),
                        5,
                        Health.WARNING,
                        "",
                        ServiceState.UP,
                        0));
    }

    @Test
    void a_builder_refuses_what_may_not_be_published() {
        assertThatThrownBy(() -> ServiceInstance.named("no spaces").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'no spaces' is not allowed");
        assertThatThrownBy(() -> ServiceInstance.named("web").port(70_000).build())
                .hasMessageContaining("port must be 0 to 65535, not 70000");
        assertThatThrownBy(() -> ServiceInstance.named("web").tag(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("tag");
    }

    @Test
    void a_builder_used_again_does_not_change_what_it_built_before() {
        ServiceInstance.Builder builder = ServiceInstance.named("web").tag("a");
        ServiceInstance first = builder.build();
        builder.tag("b").metadata("k", "v");
        assertThat(first.tags()).containsExactly("a");
        assertThat(first.metadata()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UP, PASSING, true",
        "UP, WARNING, true",
        "UP, CRITICAL, false",
        "DRAINING, PASSING, false",
        "DRAINING, WARNING, false",
        "DRAINING, CRITICAL, false",
        "MAINTENANCE, PASSING, false",
        "MAINTENANCE, WARNING, false",
        "MAINTENANCE, CRITICAL, false",
    })
    void clients_are_given_what_is_up_and_not_critical(ServiceState state, Health health, boolean given) {
        assertThat(WEB.withState(state, 1).withHealth(health, "", 1).discoverable())
                .isEqualTo(given);
    }

    @Test
    void the_time_is_that_of_the_last_change_and_not_of_the_last_word() {
        ServiceInstance sick = WEB.withHealth(Health.WARNING, "slow", 10);
        ServiceInstance stillSick = sick.withHealth(Health.WARNING, "very slow", 20);

        assertThat(sick.sinceMillis()).isEqualTo(10);
        assertThat(stillSick.sinceMillis()).isEqualTo(10);
        assertThat(stillSick.output()).isEqualTo("very slow");
        assertThat(sick.withState(ServiceState.UP, 30).sinceMillis()).isEqualTo(10);
        assertThat(sick.withState(ServiceState.DRAINING, 30).sinceMillis()).isEqualTo(30);
    }

    @Test
    void one_that_shares_is_the_same_and_holds_what_is_equal_once() {
        ServiceInstance other = new ServiceInstance(
                "web",
                "web-2",
                "10.0.0.2",
                81,
                List.of("v1"),
                Map.of("a", "b"),
                2,
                Health.WARNING,
                "slow",
                ServiceState.UP,
                5);
        ServiceInstance mine = new ServiceInstance(
                new String("web"),
                "web-1",
                "10.0.0.1",
                80,
                List.of("v1"),
                Map.of("a", "b"),
                1,
                Health.PASSING,
                new String("slow"),
                ServiceState.DRAINING,
                4);
        ServiceInstance shared = mine.sharing(other);
        assertThat(shared).isEqualTo(mine);
        assertThat(shared.service()).isSameAs(other.service());
        assertThat(shared.tags()).isSameAs(other.tags());
        assertThat(shared.metadata()).isSameAs(other.metadata());
        assertThat(shared.output()).isSameAs(other.output());
        assertThat(shared.id()).isSameAs(mine.id());
    }
}
