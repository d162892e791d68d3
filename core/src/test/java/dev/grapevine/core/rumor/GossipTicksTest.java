package dev.grapevine.core.rumor;

import static dev.grapevine.core.rumor.RumorHarness.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.config.Profile;
import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GossipTicksTest {

    private final Settings ticking = Settings.of(Profile.LAN)
            .with(ProtocolSetting.GOSSIP_TICK, 200 * MILLI)
            .with(ProtocolSetting.RINGS, 0)
            .with(ProtocolSetting.RANDOM_TARGETS, 3);

    @ParameterizedTest
    @CsvSource({"1, 4", "9, 4", "10, 8", "99, 8", "128, 12", "1000, 16"})
    void news_is_sent_four_times_the_decimal_logarithm_of_the_members(int members, int times) {
        assertThat(GossipTicks.budget(4, members)).isEqualTo(times);
    }

    @Test
    void news_goes_to_three_random_members_a_tick_until_it_was_sent_eight_times_in_a_cluster_of_40() {
        RumorHarness harness = new RumorHarness(40, ticking, 1, GossipTicks::new);
        harness.rumors.spreadRecord(harness.entry(7), null, true, 0);
        harness.flush(0);
        assertThat(harness.port.sent).as("nothing is pushed").isEmpty();

        harness.runUntil(10_000);
        List<Long> times = harness.times;
        long first = times.get(0);
        assertThat(first).isLessThan(200);
        assertThat(times)
                .containsExactly(
                        first,
                        first,
                        first,
                        first + 200,
                        first + 200,
                        first + 200,
                        first + 400,
                        first + 400,
                        first + 400);
        assertThat(harness.rumors.pending()).isZero();
    }
}
