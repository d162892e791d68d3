package dev.grapevine.core.rumor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.config.Profile;
import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GossipTicksTest {

    private static final long MILLI = 1_000_000;

    private final RecordingPort port = new RecordingPort();
    private final Timers timers = new Timers();
    private final View view = Samples.viewOf(40);
    private final MemberEntry self = Samples.entry(view, 1);
    private final Settings ticking = Settings.of(Profile.LAN)
            .with(ProtocolSetting.GOSSIP_TICK, 200 * MILLI)
            .with(ProtocolSetting.RINGS, 0)
            .with(ProtocolSetting.RANDOM_TARGETS, 3);

    @ParameterizedTest
    @CsvSource({"1, 4", "9, 4", "10, 8", "99, 8", "128, 12", "1000, 16"})
    void news_is_sent_four_times_the_decimal_logarithm_of_the_members(int members, int times) {
        assertThat(new GossipTicks(ticking, timers, new Random(1)).budget(members))
                .isEqualTo(times);
    }

    @Test
    void by_default_news_is_pushed_and_does_not_wait_for_ticks() {
        assertThat(new GossipTicks(Settings.of(Profile.LAN), timers, new Random(1)).on())
                .isFalse();
    }

    @Test
    void news_goes_to_three_random_members_a_tick_until_it_was_sent_eight_times_in_a_cluster_of_40() {
        Random random = new Random(1);
        Rumors rumors = new Rumors(
                ticking,
                view,
                self,
                new Outbox(port),
                new PeerSelector(view, self, random),
                timers,
                random,
                (name, version) -> null,
                1_168);
        rumors.record(Samples.entry(view, 7), null, true, 0);
        rumors.flush(0);
        assertThat(port.sent).as("nothing is pushed").isEmpty();

        List<Long> times = new ArrayList<>();
        while (timers.size() > 0) {
            long now = timers.next();
            timers.run(now);
            while (times.size() < port.sent.size()) {
                times.add(now);
            }
        }
        long first = times.get(0);
        assertThat(first).isLessThan(200 * MILLI);
        assertThat(times)
                .containsExactly(
                        first,
                        first,
                        first,
                        first + 200 * MILLI,
                        first + 200 * MILLI,
                        first + 200 * MILLI,
                        first + 400 * MILLI,
                        first + 400 * MILLI,
                        first + 400 * MILLI);
        assertThat(rumors.pending()).isZero();
    }
}
