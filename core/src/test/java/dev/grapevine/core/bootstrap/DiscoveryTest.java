package dev.grapevine.core.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.Tombstones;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
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
            new LocalMember(view, Samples.member(1), (own, accused) -> Math.max(own, accused) + 1, kept -> {}, 0);
    private final Membership membership = new Membership(
            view, local, new Tombstones(view, SECOND, 1, 0), Introductions.NONE, 10_000, (accuser, now) -> {});
    private final Timers timers = new Timers();
    private final RecordingPort port = new RecordingPort();
    private final List<Address> found = new ArrayList<>();
    private final Outbox outbox = new Outbox(port, view, 1_168);
    private final Discovery discovery = new Discovery(
            Settings.of(Profile.LAN), membership, outbox, timers, new Random(3), (address, now) -> found.add(address));

    private void runUntil(long nanos) {
        while (timers.size() > 0 && timers.next() <= nanos) {
            timers.run(timers.next());
        }
    }

    /** A call or an answer comes in, in a datagram as long as calls are. */
    private void hear(Message.Discover discover, long now) {
        outbox.handling(
                List.of(discover, new Message.Padding(260)),
                discover.self().addresses().get(0),
                false);
        discovery.heard(discover, now);
        outbox.handled();
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
        assertThat(port.broadcasts)
                .hasSize(11)
                .allSatisfy(call -> assertThat(call).startsWith(new Message.Discover(local.record(), false)));
    }

    @Test
    void a_call_is_as_long_as_the_longest_answer_with_its_padding() {
        discovery.start(0);
        assertThat(port.broadcasts)
                .singleElement()
                .satisfies(call -> assertThat(Codec.size(call)).isEqualTo(320));
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
        hear(new Message.Discover(Samples.member(9), false), 0);
        runUntil(SECOND / 50);
        assertThat(port.to(Samples.address(9))).containsExactly(List.of(new Message.Discover(local.record(), true)));

        hear(new Message.Discover(Samples.member(8), true), 0);
        assertThat(found).containsExactly(Samples.address(8));
        assertThat(port.to(Samples.address(8))).isEmpty();
    }

    @Test
    void of_many_members_about_four_answer() {
        know(100);
        discovery.start(0);
        for (int i = 1_000; i < 2_000; i++) {
            hear(new Message.Discover(Samples.member(i), false), 0);
        }
        runUntil(SECOND / 50);
        assertThat(port.sent).as("4 of 100, so 40 of 1,000").hasSizeBetween(20, 65);
    }

    @Test
    void live_members_are_not_answered_but_new_generations_and_the_dead_are() {
        discovery.start(0);
        know(3);
        hear(new Message.Discover(Samples.member(2), false), 0);
        hear(new Message.Discover(Samples.member(2), true), 0);
        hear(new Message.Discover(local.record(), true), 0);
        assertThat(found).isEmpty();

        hear(new Message.Discover(Samples.member(2).withGeneration(2), true), 0);
        Samples.put(view, Samples.member(3).withStatus(Status.DEAD), 0);
        hear(new Message.Discover(Samples.member(3), true), 0);
        assertThat(found).containsExactly(Samples.address(2), Samples.address(3));
    }

    @Test
    void until_it_is_started_it_neither_calls_nor_answers() {
        hear(new Message.Discover(Samples.member(9), false), 0);
        hear(new Message.Discover(Samples.member(9), true), 0);
        runUntil(100 * SECOND);
        assertThat(port.sent).isEmpty();
        assertThat(port.broadcasts).isEmpty();
        assertThat(found).isEmpty();
    }

    @Test
    void answers_count_for_a_second_after_a_call_and_no_more_than_eight_of_them() {
        know(4);
        discovery.start(0);
        assertThat(port.broadcasts).isEmpty();
        hear(new Message.Discover(Samples.member(9), true), 0);
        assertThat(found).as("before any call").isEmpty();
        runUntil(4_000 * SECOND);
        port.broadcasts.clear();
        while (port.broadcasts.isEmpty()) {
            timers.run(timers.next());
        }
        long called = timers.next() - SECOND;
        hear(new Message.Discover(Samples.member(9), true), called + SECOND + 1);
        assertThat(found).as("late").isEmpty();
        for (int i = 20; i < 40; i++) {
            hear(new Message.Discover(Samples.member(i), true), called + SECOND);
        }
        assertThat(found).hasSize(Discovery.TAKEN_LIMIT);
        assertThat(discovery.unexpected()).isEqualTo(2 + 20 - Discovery.TAKEN_LIMIT);
    }

    @Test
    void a_flood_of_calls_has_few_answers_waiting_and_the_rest_is_counted() {
        discovery.start(0);
        for (int i = 1_000; i < 1_600; i++) {
            hear(new Message.Discover(Samples.member(i), false), 0);
        }
        runUntil(SECOND / 50);
        assertThat(port.sent).hasSize(Discovery.WAITING_LIMIT);
        assertThat(discovery.refused()).isEqualTo(600 - Discovery.WAITING_LIMIT);
    }

    @Test
    void a_call_that_is_shorter_than_the_answer_has_none() {
        discovery.start(0);
        outbox.handling(List.of(new Message.Ping(1, 2, 3)), Samples.address(9), false);
        discovery.heard(new Message.Discover(Samples.member(9), false), 0);
        runUntil(SECOND / 50);
        assertThat(port.sent).isEmpty();
        assertThat(outbox.refused()).isEqualTo(1);
    }
}
