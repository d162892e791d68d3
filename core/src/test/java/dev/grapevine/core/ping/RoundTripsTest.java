package dev.grapevine.core.ping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.Samples;
import org.junit.jupiter.api.Test;

class RoundTripsTest {

    private static final long MILLI = 1_000_000;

    private final RoundTrips roundTrips = new RoundTrips(50 * MILLI, 500 * MILLI);
    private final MemberEntry member = Samples.entry(Samples.viewOf(1), 1);

    @Test
    void the_longest_wait_is_used_while_nothing_was_measured() {
        assertThat(roundTrips.timeout(member)).isEqualTo(500 * MILLI);
    }

    @Test
    void the_wait_is_the_mean_and_four_deviations() {
        roundTrips.measured(member, 40 * MILLI);
        assertThat(member.rttMicros()).isEqualTo(40_000);
        assertThat(member.rttDeviationMicros()).isEqualTo(20_000);
        assertThat(roundTrips.timeout(member)).isEqualTo(120 * MILLI);

        roundTrips.measured(member, 40 * MILLI);
        assertThat(member.rttDeviationMicros()).isEqualTo(15_000);
        assertThat(roundTrips.timeout(member)).isEqualTo(100 * MILLI);

        roundTrips.measured(member, 80 * MILLI);
        assertThat(member.rttMicros()).isEqualTo(45_000);
        assertThat(member.rttDeviationMicros()).isEqualTo(21_250);
        assertThat(roundTrips.timeout(member)).isEqualTo(130 * MILLI);
    }

    @Test
    void the_wait_stays_within_its_bounds() {
        roundTrips.measured(member, MILLI / 5);
        assertThat(roundTrips.timeout(member)).isEqualTo(50 * MILLI);
        for (int i = 0; i < 50; i++) {
            roundTrips.measured(member, 5_000 * MILLI);
        }
        assertThat(roundTrips.timeout(member)).isEqualTo(500 * MILLI);
    }

    @Test
    void a_round_trip_of_zero_counts_as_a_microsecond() {
        roundTrips.measured(member, 0);
        assertThat(member.rttMicros()).isEqualTo(1);
        roundTrips.measured(member, Long.MAX_VALUE);
        assertThat(member.rttMicros()).isPositive();
        assertThat(roundTrips.timeout(member)).isEqualTo(500 * MILLI);
    }

    @Test
    void if_the_bounds_are_swapped_the_shortest_wait_is_used() {
        assertThat(new RoundTrips(50 * MILLI, 20 * MILLI).timeout(member)).isEqualTo(50 * MILLI);
    }
}
