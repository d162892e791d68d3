package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of this member itself. */
class PeerRefutationTest {

    private final PeerBench bench = new PeerBench();

    @BeforeEach
    void know_some() {
        bench.know(12).pass(500).forget();
    }

    private static Message.Verdict ofSelf(Status status, long incarnation) {
        return new Message.Verdict("m1", 1_000, incarnation, status, Evidence.SILENT, List.of("m2"), 0);
    }

    @ParameterizedTest
    @CsvSource({"SUSPECT, 0, 1", "DEAD, 0, 1", "SUSPECT, 5, 6", "DEAD, 7, 8"})
    void an_accusation_is_refuted_above_it_told_to_the_accuser_and_to_all(Status status, long accused, long refuted) {
        bench.hear(2, ofSelf(status, accused));

        assertThat(bench.peer.self().incarnation()).isEqualTo(refuted);
        assertThat(bench.peer.self().status()).isEqualTo(Status.ALIVE);
        assertThat(bench.peer.stats().refutations()).isEqualTo(1);
        Message refutation = new Message.Alive(bench.peer.self());
        assertThat(bench.port.to(address(2))).contains(List.of(refutation));
        assertThat(bench.port.sent.stream()
                        .filter(datagram -> datagram.messages().contains(refutation)))
                .hasSizeBetween(4, 5);
    }

    @ParameterizedTest
    @EnumSource(names = {"SUSPECT", "DEAD"})
    void an_accusation_that_was_refuted_before_is_answered_without_a_new_incarnation(Status status) {
        bench.hear(2, ofSelf(status, 3));
        bench.forget();
        for (int from = 3; from <= 6; from++) {
            bench.hear(from, ofSelf(status, 3));
        }

        assertThat(bench.peer.self().incarnation()).isEqualTo(4);
        assertThat(bench.peer.stats().refutations()).isEqualTo(1);
        for (int from = 3; from <= 6; from++) {
            assertThat(bench.port.to(address(from))).contains(List.of(new Message.Alive(bench.peer.self())));
        }
    }

    /** The accuser's address has changed, and the news of it has not come yet; nothing longer than the question may go there. */
    @ParameterizedTest
    @CsvSource({"SUSPECT, false", "DEAD, false", "SUSPECT, true", "DEAD, true"})
    void an_accusation_from_an_address_of_nobody_is_refuted_there(Status status, boolean sealed) {
        List<Message> accusation = RecordMessages.accusation(ofSelf(status, 5));
        if (sealed) {
            bench.hearSealed(new SenderId("m2", 1), 50, accusation.toArray(Message[]::new));
        } else {
            bench.hear(50, accusation.toArray(Message[]::new));
        }
        bench.pass(20);

        List<Message> refutation = List.of(new Message.Alive(bench.peer.self()));
        assertThat(bench.peer.self().incarnation()).isEqualTo(6);
        assertThat(bench.port.to(address(50))).containsExactly(refutation);
        assertThat(Codec.size(refutation)).isLessThanOrEqualTo(Codec.size(accusation));
    }

    @Test
    void a_refutation_says_something_of_the_own_health() {
        bench.hear(2, ofSelf(Status.SUSPECT, 0));
        assertThat(bench.peer.stats().healthScore()).isEqualTo(1);
    }

    @Test
    void an_incarnation_that_it_never_gave_itself_is_passed() {
        bench.hear(2, new Message.Alive(bench.peer.self().withIncarnation(9)));
        assertThat(bench.peer.self().incarnation()).isEqualTo(10);
        bench.hear(2, new Message.Alive(bench.peer.self().withIncarnation(9)));
        assertThat(bench.peer.self().incarnation()).isEqualTo(10);
    }

    @Test
    void who_did_not_leave_and_is_said_to_have_left_begins_a_new_life() {
        bench.hear(2, ofSelf(Status.LEFT, 0));

        assertThat(bench.peer.self().generation()).isEqualTo(1_001);
        assertThat(bench.peer.self().incarnation()).isZero();
        assertThat(bench.peer.self().status()).isEqualTo(Status.ALIVE);
    }

    @Test
    void a_tombstone_of_a_later_life_is_passed_by_the_generation() {
        bench.hear(2, new Message.Verdict("m1", 5_000, 3, Status.DEAD, Evidence.SILENT, List.of("m2"), 0));
        assertThat(bench.peer.self().generation()).isEqualTo(5_001);
        assertThat(bench.peer.self().status()).isEqualTo(Status.ALIVE);
    }

    @Test
    void a_tombstone_of_an_earlier_life_says_nothing_of_this_one() {
        bench.hear(2, new Message.Verdict("m1", 999, 3, Status.DEAD, Evidence.SILENT, List.of("m2"), 0));
        assertThat(bench.peer.self().generation()).isEqualTo(1_000);
        assertThat(bench.peer.self().incarnation()).isZero();
        assertThat(bench.peer.stats().refutations()).isZero();
    }

    @Test
    void its_own_life_at_another_address_is_itself() {
        bench.hear(2, new Message.Alive(bench.peer.self().withAddresses(List.of(address(50)))));
        assertThat(bench.peer.self().generation()).isEqualTo(1_000);
        assertThat(bench.peer.self().addresses()).containsExactly(address(1));
        assertThat(bench.port.events).isEmpty();
    }
}
