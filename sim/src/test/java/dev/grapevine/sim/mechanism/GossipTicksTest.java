package dev.grapevine.sim.mechanism;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.rumor.RumorPackets;
import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GossipTicksTest {

    private static final long MILLI = 1_000_000;
    private static final int CAPACITY = 1_168;

    /** Notes when something is sent. */
    private static final class NotingPort implements Port {
        private final Timers timers;
        private final List<Long> sentAtMillis = new ArrayList<>();
        private long now;

        NotingPort(Timers timers) {
            this.timers = timers;
        }

        @Override
        public long wallMillis() {
            return 0;
        }

        @Override
        public boolean send(Address to, List<Message> messages) {
            sentAtMillis.add(now / MILLI);
            return true;
        }

        void runUntil(long until) {
            while (timers.size() > 0 && timers.next() <= until) {
                now = timers.next();
                timers.run(now);
            }
        }

        @Override
        public void broadcast(List<Message> messages) {}

        @Override
        public long openStream(Address to) {
            return 1;
        }

        @Override
        public long openDatagram(Address to) {
            return 1;
        }

        @Override
        public void write(long channel, List<Message> messages) {}

        @Override
        public void close(long channel) {}

        @Override
        public void resolve(String seed) {}

        @Override
        public void emit(PeerEvent event) {}
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "9, 4", "10, 8", "99, 8", "128, 12", "1000, 16"})
    void news_is_sent_four_times_the_decimal_logarithm_of_the_members(int members, int times) {
        assertThat(GossipTicks.budget(members)).isEqualTo(times);
    }

    @Test
    void news_goes_to_three_random_members_a_tick_until_it_was_sent_eight_times_in_a_cluster_of_40() {
        Settings settings = Mechanisms.PLAIN_SWIM.applyTo(Settings.of(Profile.LAN));
        View view = new View(0);
        for (int i = 1; i <= 40; i++) {
            List<Address> addresses = List.of(Address.parse("10.0.0." + i + ":7700"));
            view.merge(new MemberRecord("n" + i, 1, 0, Status.ALIVE, addresses, "", 1, 1, 1_000, 0), 0);
        }
        MemberEntry self = Objects.requireNonNull(view.get("n1"));
        Timers timers = new Timers();
        NotingPort port = new NotingPort(timers);
        SplittableRandom random = new SplittableRandom(1);
        RumorPackets packets = new RumorPackets(
                settings,
                self,
                new RecordMessages(self, Introductions.NONE),
                (name, version) -> null,
                new Outbox(port, view, CAPACITY));
        GossipTicks ticks =
                new GossipTicks(settings, packets, new PeerSelector(settings, view, self, random), timers, random);

        ticks.spreadRecord(Objects.requireNonNull(view.get("n7")), null, true, 0);
        ticks.flush(0);
        assertThat(port.sentAtMillis).as("nothing is pushed").isEmpty();

        port.runUntil(10_000 * MILLI);
        long first = port.sentAtMillis.get(0);
        assertThat(first).isLessThan(200);
        assertThat(port.sentAtMillis)
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
        assertThat(ticks.pending()).isZero();
    }
}
