package dev.grapevine.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceInstanceTest {

    private static final ServiceInstance WEB = ServiceInstance.of("web", 80);

    @Test
    void a_plain_instance_passes_and_is_named_like_its_service() {
        assertThat(WEB)
                .isEqualTo(new ServiceInstance(
                        "web", "web", "", 80, List.of(), Map.of(), 1, Health.PASSING, "", ServiceState.UP, 0));
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
}
