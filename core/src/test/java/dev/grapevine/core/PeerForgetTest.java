package dev.grapevine.core;

import static dev.grapevine.core.PeerBench.verdict;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Purpose;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An operator has a dead or left member forgotten. */
class PeerForgetTest {

    private final PeerBench bench = new PeerBench().know(8);

    private static Message.Verdict forgotten(int i, long incarnation, Status status, long ageMillis) {
        return new Message.Verdict("m" + i, 1, incarnation, status, Evidence.SILENT, List.of("m2"), ageMillis, true);
    }

    private void assertGone() {
        assertThat(bench.peer.questions().member("m3")).isNull();
        assertThat(bench.peer.questions().members())
                .extracting(MemberRecord::name)
                .doesNotContain("m3");
        assertThat(bench.peer.questions().why("m3", bench.now())).isEmpty();
        assertThat(bench.peer.stats().dead() + bench.peer.stats().left()).isZero();
    }

    private List<PeerEvent> aboutThree() {
        return bench.port.events.stream()
                .filter(event -> event instanceof PeerEvent.Membership membership
                        && membership.member().name().equals("m3"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEAD", "LEFT"})
    void one_that_is_gone_vanishes_with_one_event_and_all_are_told(Status status) {
        bench.hear(2, verdict(3, status, Evidence.NONE)).pass(1_000).forget();
        assertThat(bench.peer.commands().forget("m3", bench.now())).isTrue();

        assertGone();
        assertThat(aboutThree())
                .containsExactly(new PeerEvent.Forgotten(member(3).withStatus(status)));
        assertThat(bench.port.sent(Message.Verdict.class)).isNotEmpty().allSatisfy(told -> {
            assertThat(told.forgotten()).isTrue();
            assertThat(told.status()).isEqualTo(status);
        });
        assertThat(bench.peer.commands().forget("m3", bench.now()))
                .as("a second time")
                .isFalse();
    }

    @Test
    void one_that_lives_or_is_suspect_is_refused_and_an_unknown_one_is_not_there() {
        assertThatThrownBy(() -> bench.peer.commands().forget("m3", bench.now()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("m3 is ALIVE; only a dead or left member can be forgotten, so stop it first");
        bench.hear(2, verdict(3, Status.SUSPECT, Evidence.SILENT, "m2"));
        assertThatThrownBy(() -> bench.peer.commands().forget("m3", bench.now()))
                .hasMessageStartingWith("m3 is SUSPECT; only a dead");
        assertThatThrownBy(() -> bench.peer.commands().forget("m1", bench.now()))
                .hasMessage("m1 is this member itself; let it leave instead");
        assertThat(bench.peer.commands().forget("m99", bench.now())).isFalse();
    }

    @Test
    void what_another_had_forgotten_vanishes_here_whatever_its_age_and_is_passed_on() {
        bench.hear(2, verdict(3, Status.DEAD, Evidence.SILENT, "m2"))
                .pass(1_000)
                .forget();
        bench.hear(4, forgotten(3, 0, Status.DEAD, 2_000_000));
        assertGone();
        assertThat(aboutThree()).hasSize(1).first().isInstanceOf(PeerEvent.Forgotten.class);
        assertThat(bench.port.sent(Message.Verdict.class)).isNotEmpty().allMatch(Message.Verdict::forgotten);

        bench.pass(1_000).forget().hear(5, forgotten(3, 0, Status.DEAD, 2_000_000));
        assertThat(bench.port.sent).isEmpty();
        assertThat(bench.port.events).isEmpty();
    }

    @Test
    void a_member_that_was_live_here_fails_and_is_forgotten() {
        bench.pass(500).forget().hear(4, forgotten(3, 0, Status.DEAD, 0));
        assertGone();
        assertThat(aboutThree())
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("Failed", "Forgotten");
    }

    @Test
    void one_that_nobody_knew_here_is_kept_without_an_event() {
        bench.forget().hear(4, forgotten(30, 0, Status.DEAD, 0));
        assertThat(bench.port.events).isEmpty();
        assertThat(bench.peer.questions().member("m30")).isNull();
        bench.hear(30, new Message.Alive(member(30)));
        assertThat(bench.peer.questions().member("m30")).as("old news").isNull();
    }

    @Test
    void old_news_and_other_verdicts_bring_nobody_back() {
        bench.hear(2, verdict(3, Status.DEAD, Evidence.SILENT, "m2"));
        bench.peer.commands().forget("m3", bench.now());
        bench.forget();
        bench.hear(2, new Message.Alive(member(3)))
                .hear(2, verdict(3, Status.SUSPECT, Evidence.SILENT, "m2"))
                .hear(2, verdict(3, Status.DEAD, Evidence.SILENT, "m2"))
                .hear(2, verdict(3, Status.LEFT, Evidence.NONE));
        assertGone();
        assertThat(aboutThree()).isEmpty();
    }

    @Test
    void its_own_refutation_is_an_ordinary_join_and_so_is_the_next_death_a_death() {
        bench.hear(2, verdict(3, Status.DEAD, Evidence.SILENT, "m2"));
        bench.peer.commands().forget("m3", bench.now());
        bench.forget().hear(3, new Message.Alive(member(3).withIncarnation(1)));
        assertThat(aboutThree()).containsExactly(new PeerEvent.Joined(member(3).withIncarnation(1)));

        bench.forget()
                .hear(2, new Message.Verdict("m3", 1, 1, Status.DEAD, Evidence.SILENT, List.of("m2"), 0))
                .hear(4, forgotten(3, 0, Status.DEAD, 0))
                .pass(500); // for a member that came back lately the verdict waits for an answer
        assertThat(bench.member(3).status()).isEqualTo(Status.DEAD);
        assertThat(bench.port.events(PeerEvent.Forgotten.class)).isEmpty();
    }

    @Test
    void a_newer_generation_is_an_ordinary_join() {
        bench.hear(2, verdict(3, Status.LEFT, Evidence.NONE));
        bench.peer.commands().forget("m3", bench.now());
        bench.forget().hear(3, new Message.Alive(member(3).withGeneration(2)));
        assertThat(aboutThree()).containsExactly(new PeerEvent.Joined(member(3).withGeneration(2)));
        assertThat(bench.member(3).status()).isEqualTo(Status.ALIVE);
    }

    @Test
    void when_its_tombstone_is_due_nothing_more_is_told() {
        bench.hear(2, new Message.Verdict("m3", 1, 0, Status.LEFT, Evidence.NONE, List.of(), 1_799_000));
        bench.peer.commands().forget("m3", bench.now());
        for (int i = 0; i < 2_000; i++) {
            bench.forget().hear(2, new Message.Alive(member(2))).pass(1_000);
            assertThat(bench.port.events(PeerEvent.Forgotten.class)).isEmpty();
        }
    }

    // ---- sync

    private Message.SyncBuckets allDiffer() {
        int[] hashes = new int[View.BUCKETS];
        Arrays.fill(hashes, 1);
        return new Message.SyncBuckets(7, hashes);
    }

    @Test
    void a_sync_tells_of_it_and_a_member_that_lacks_it_asks_for_it() {
        bench.hear(2, verdict(3, Status.DEAD, Evidence.SILENT, "m2"));
        bench.peer.commands().forget("m3", bench.now());
        long channel = bench.accept(9, new Message.Hello(1, 1, "test", "m9", 1, Purpose.SYNC), allDiffer());
        Message.SyncDigests digests = bench.port.channel(channel).written.stream()
                .filter(Message.SyncDigests.class::isInstance)
                .map(Message.SyncDigests.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(digests.digests())
                .filteredOn(Message.Digest::forgotten)
                .extracting(Message.Digest::name)
                .containsExactly("m3");

        PeerBench other = new PeerBench().know(8).hear(2, verdict(3, Status.DEAD, Evidence.SILENT, "m2"));
        other.pass(500).forget();
        for (int i = 0; i < 3; i++) {
            other.hear(2, PeerBench.pingFor("m1", 1_000, i, 4));
        }
        other.pass(1);
        Message.SyncBuckets asked = other.port.sent(Message.SyncBuckets.class).get(0);
        var partner = other.port.sent.stream()
                .filter(datagram -> datagram.carries(Message.SyncBuckets.class))
                .findFirst()
                .orElseThrow()
                .to();
        other.forget()
                .hear(
                        partner,
                        new Message.SyncDigests(
                                asked.number(),
                                IntStream.range(0, View.BUCKETS).toArray(),
                                List.of(digests.digests().stream()
                                        .filter(Message.Digest::forgotten)
                                        .findFirst()
                                        .orElseThrow())));
        assertThat(other.port.sent(Message.SyncRequest.class))
                .singleElement()
                .satisfies(request -> assertThat(request.wanted())
                        .extracting(Message.Wanted::name)
                        .containsExactly("m3"));
    }

    @Test
    void a_joiner_learns_it_with_the_table() {
        bench.hear(2, verdict(3, Status.DEAD, Evidence.SILENT, "m2"));
        bench.peer.commands().forget("m3", bench.now());
        long channel = bench.accept(
                9,
                new Message.Hello(1, 1, "test", "m9", 1, Purpose.JOIN),
                new Message.SyncBuckets(7, new int[View.BUCKETS]));
        assertThat(bench.port.channel(channel).written)
                .filteredOn(message -> message instanceof Message.Verdict verdict && verdict.forgotten())
                .hasSize(1);
    }
}
