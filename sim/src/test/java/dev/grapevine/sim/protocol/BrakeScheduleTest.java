package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.sim.scenario.Scenario;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many silent members at once are more likely a partition. The schedules are listed in docs/failure-detection.md. */
class BrakeScheduleTest {

    private static final String HALVES = "partition n1,n2,n3,n4,n5,n6,n7,n8 | n9,n10,n11,n12,n13,n14,n15,n16";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void in_a_partition_of_ten_seconds_no_member_is_declared_dead_before_the_brake_holds(long seed) {
        Scenario scenario = Scenario.builder()
                .bounded()
                .settleAll(16)
                .run("5s")
                .then(HALVES)
                .run("10s")
                .then("heal")
                .check("20s")
                .build();
        Trace trace = Trace.of(seed, scenario);
        assertThat(trace.failures()).isEmpty();
        assertThat(trace.all(PeerEvent.Partitioned.class)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void the_brake_is_released_and_the_dead_are_declared(long seed) {
        Scenario.Builder scenario = Scenario.builder().settleAll(16).run("5s");
        String[] lost = {"n9", "n10", "n11", "n12", "n13", "n14", "n15", "n16"};
        for (String name : lost) {
            scenario.then("host-loss " + name);
        }
        Trace trace = Trace.of(seed, scenario.run("30s").build());
        for (String name : lost) {
            Map<String, Long> deaths = trace.deathsOf(name, lost);
            assertThat(deaths).hasSize(8);
            assertThat((Collections.max(deaths.values()) - 5_000_000_000L) / 1e9)
                    .isLessThan(24);
        }
    }
}
