package dev.grapevine.core.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.Tombstones;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiscoveryTest {

    private static final long SECOND = 1_000_000_000;

    private final View view = new View(3);
    private final LocalMember local =
            new LocalMember(view, Samples.member(1), (own, accused) -> Math.max(own, accused) + 1, 0);
    private final Membership membership =
            new Membership(view, local, new Tombstones(view, SECOND, 1, 0), 10_000, (accuser, now) -> {});
    private final Timers timers = new Timers();
    private final RecordingPort port = new RecordingPort();
    private final List<Address> found = new ArrayList<>();
    private final Discovery discovery = new Discovery(
            Settings.of(Profile.LAN),
            membership,
            new Outbox(port, 1_168, address -> false),
            timers,
            new Random(3),
            (address, now) -> found.add(address));

    private void runUntil(long nanos) {
        while (timers.size() > 0 && timers.next() <= nanos) {
            timers.run(timers.next());
        }
    }

    private void know(int n) {
        for (int i = 2; i <= n; i++) {
            Samples.put(view, Samples.member(i), 0);
        }
    }

    @Test
    void alone_it_calls_once_a_second() {
        discovery.start(0);
        runUntil(10 * SECOND);
        assertThat(port.broadcasts).hasSize(11).containsOnly(List.of(new Message.Discover(local.record(), false)));
    }

    @Test
    void in_a_cluster_all_members_together_call_once_in_about_ten_intervals() {
        know(4);
        discovery.start(0);
        runUntil(4_000 * SECOND);
        assertThat(port.broadcasts).as("about 4,000 / 10 / 4").hasSizeBetween(60, 140);
    }

    @Test
    void a_strangers_call_is_answered_within_20_ms_and_whoever_answers_is_joined() {
        discovery.start(0);
        discovery.heard(new Message.Discover(Samples.member(9), false), 0);
        runUntil(SECOND / 50);
        assertThat(port.to(Samples.address(9))).containsExactly(List.of(new Message.Discover(local.record(), true)));

        discovery.heard(new Message.Discover(Samples.member(8), true), 0);
        assertThat(found).containsExactly(Samples.address(8));
        assertThat(port.to(Samples.address(8))).isEmpty();
    }

    @Test
    void of_many_members_about_four_answer() {
        know(100);
        discovery.start(0);
        for (int i = 1_000; i < 2_000; i++) {
            discovery.heard(new Message.Discover(Samples.member(i), false), 0);
        }
        runUntil(SECOND / 50);
        assertThat(port.sent).as("4 of 100, so 40 of 1,000").hasSizeBetween(20, 65);
    }

    @Test
    void live_members_are_not_answered_but_new_generations_and_the_dead_are() {
        know(3);
        discovery.start(0);
        discovery.heard(new Message.Discover(Samples.member(2), false), 0);
        discovery.heard(new Message.Discover(Samples.member(2), true), 0);
        discovery.heard(new Message.Discover(local.record(), true), 0);
        assertThat(found).isEmpty();

        discovery.heard(new Message.Discover(Samples.member(2).withGeneration(2), true), 0);
        Samples.put(view, Samples.member(3).withStatus(Status.DEAD), 0);
        discovery.heard(new Message.Discover(Samples.member(3), true), 0);
        assertThat(found).containsExactly(Samples.address(2), Samples.address(3));
    }

    @Test
    void until_it_is_started_it_neither_calls_nor_answers() {
        discovery.heard(new Message.Discover(Samples.member(9), false), 0);
        discovery.heard(new Message.Discover(Samples.member(9), true), 0);
        runUntil(100 * SECOND);
        assertThat(port.sent).isEmpty();
        assertThat(port.broadcasts).isEmpty();
        assertThat(found).isEmpty();
    }
}
