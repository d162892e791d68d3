package dev.grapevine.core.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.Tombstones;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Address;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private static final long MILLI = 1_000_000;

    private final View view = new View(3);
    private final LocalMember local =
            new LocalMember(view, Samples.member(1), (own, accused) -> Math.max(own, accused) + 1, kept -> {}, 0);
    private final Membership membership =
            new Membership(view, local, new Tombstones(view, 1, 1, 0), Introductions.NONE, 100, (accuser, now) -> {});
    private final Timers timers = new Timers();
    private final RecordingPort port = new RecordingPort();

    private Readiness expecting(int members) {
        return start(members, contacts());
    }

    private Contacts contacts(String... seeds) {
        return new Contacts(membership, List.of(seeds), List.of(), port);
    }

    private Readiness start(int members, Contacts contacts) {
        Readiness readiness = new Readiness(Settings.of(Profile.LAN), members, view, contacts, port, timers);
        readiness.start(0);
        return readiness;
    }

    private void runUntil(long millis) {
        while (timers.size() > 0 && timers.next() <= millis * MILLI) {
            timers.run(timers.next());
        }
    }

    private void join(int i) {
        Samples.put(view, Samples.member(i), 0);
    }

    @Test
    void alone_it_is_ready_after_three_windows() {
        Readiness readiness = expecting(1);
        runUntil(1_499);
        assertThat(readiness.ready()).isFalse();
        runUntil(1_500);
        assertThat(readiness.ready()).isTrue();
        assertThat(port.events).containsExactly(new PeerEvent.Ready(JoinOutcome.FIRST, 1));
    }

    @Test
    void once_synced_it_is_ready_when_the_view_was_still_for_a_window() {
        Readiness readiness = expecting(1);
        runUntil(300);
        join(2);
        readiness.synced();
        runUntil(800);
        assertThat(readiness.ready()).isFalse();
        runUntil(875);
        assertThat(readiness.ready()).as("seen to change at 375").isTrue();
        assertThat(port.events).containsExactly(new PeerEvent.Ready(JoinOutcome.JOINED, 2));
    }

    @Test
    void however_restless_the_view_is_it_is_ready_after_three_windows() {
        Readiness readiness = expecting(1);
        readiness.synced();
        for (int i = 2; i < 17; i++) {
            join(i);
            runUntil(i * 90L);
        }
        assertThat(readiness.ready()).isFalse();
        join(17);
        runUntil(1_500);
        assertThat(readiness.ready()).isTrue();
    }

    @Test
    void where_members_are_expected_it_waits_for_them_and_no_longer() {
        Readiness readiness = expecting(3);
        readiness.synced();
        runUntil(60_000);
        assertThat(readiness.ready()).isFalse();
        join(2);
        join(3);
        runUntil(60_125);
        assertThat(readiness.ready()).isTrue();
        assertThat(port.events).containsExactly(new PeerEvent.Ready(JoinOutcome.JOINED, 3));
    }

    @Test
    void while_its_name_is_unclear_it_is_not() {
        Readiness readiness = expecting(1);
        readiness.hold(true);
        runUntil(10_000);
        assertThat(readiness.ready()).isFalse();
        readiness.hold(false);
        runUntil(10_125);
        assertThat(readiness.ready()).isTrue();
    }

    @Test
    void ready_is_said_once() {
        expecting(1);
        runUntil(60_000);
        assertThat(port.events).hasSize(1);
        assertThat(timers.size()).isZero();
    }

    // ---- how the search ended

    private static final Address SEED = Samples.address(9);

    @Test
    void with_seeds_that_do_not_answer_it_is_alone_and_says_so_every_30_s() {
        Contacts contacts = contacts("a:1", "b:2");
        start(1, contacts);
        contacts.resolved("a:1", List.of(SEED));
        runUntil(61_600);
        assertThat(port.events)
                .containsExactly(
                        new PeerEvent.Ready(JoinOutcome.ALONE, 1),
                        new PeerEvent.Alone(List.of("a:1", "b:2"), 1_500 * MILLI),
                        new PeerEvent.Alone(List.of("a:1", "b:2"), 31_500 * MILLI),
                        new PeerEvent.Alone(List.of("a:1", "b:2"), 61_500 * MILLI));
    }

    @Test
    void a_member_that_waits_for_others_says_that_no_seed_answers_before_it_is_ready() {
        start(3, contacts("a:1"));
        runUntil(32_000);
        assertThat(port.events)
                .containsExactly(
                        new PeerEvent.Alone(List.of("a:1"), 1_500 * MILLI),
                        new PeerEvent.Alone(List.of("a:1"), 31_500 * MILLI));
    }

    @Test
    void the_warnings_end_when_another_member_is_known() {
        start(1, contacts("a:1"));
        runUntil(2_000);
        join(2);
        runUntil(200_000);
        assertThat(port.events(PeerEvent.Alone.class)).hasSize(1);
        assertThat(timers.size()).isZero();
    }

    @Test
    void a_member_whose_only_seed_is_itself_is_the_first() {
        Contacts contacts = contacts("me:1");
        start(1, contacts);
        contacts.resolved("me:1", List.of(Samples.address(1)));
        runUntil(40_000);
        assertThat(port.events).containsExactly(new PeerEvent.Ready(JoinOutcome.FIRST, 1));
    }

    @Test
    void a_seed_that_leads_to_the_member_by_another_address_leaves_it_the_first() {
        Contacts contacts = contacts("me:1");
        start(1, contacts);
        contacts.resolved("me:1", List.of(SEED));
        contacts.leadsToSelf(SEED);
        runUntil(40_000);
        assertThat(port.events).containsExactly(new PeerEvent.Ready(JoinOutcome.FIRST, 1));
    }

    @Test
    void a_member_that_others_found_has_joined_whatever_its_seeds_do() {
        start(1, contacts("a:1"));
        join(2);
        runUntil(40_000);
        assertThat(port.events).containsExactly(new PeerEvent.Ready(JoinOutcome.JOINED, 2));
    }
}
