package dev.grapevine.core.sync;

import static dev.grapevine.core.view.Samples.entry;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Status;
import org.junit.jupiter.api.Test;

/** Member 1 of twenty; times are in milliseconds. */
class AgreementTest {

    private static final long MILLI = 1_000_000;
    private static final long OTHER = 99;

    private final View view = Samples.viewOf(20);
    private final Agreement agreement = new Agreement(view);

    private void changeAt(long millis, int newMember) {
        Samples.put(view, member(newMember), millis * MILLI);
        agreement.observe(millis * MILLI);
    }

    private void seenAt(long millis, int from, long hash) {
        agreement.viewHashSeen(entry(view, from), hash, millis * MILLI);
    }

    // ---- how many agree

    private void assertAgreeing(int agreeing, int compared) {
        assertThat(agreement.agreeing()).isEqualTo(agreeing);
        assertThat(agreement.compared()).isEqualTo(compared);
    }

    @Test
    void a_member_agrees_with_itself() {
        assertAgreeing(1, 1);
    }

    @Test
    void the_last_hash_of_each_member_counts_once() {
        seenAt(0, 2, view.hash());
        seenAt(0, 3, OTHER);
        seenAt(0, 4, 98);
        assertAgreeing(2, 4);

        seenAt(0, 3, view.hash());
        seenAt(0, 2, 97);
        seenAt(0, 2, 96);
        assertAgreeing(2, 4);
    }

    @Test
    void agreement_is_reached_when_eight_agree_and_none_differs() {
        for (int i = 2; i <= 8; i++) {
            seenAt(0, i, view.hash());
        }
        assertThat(agreement.reached()).isFalse();
        seenAt(0, 9, view.hash());
        assertThat(agreement.reached()).isTrue();

        seenAt(0, 10, OTHER);
        assertThat(agreement.reached()).isFalse();
        seenAt(0, 10, view.hash());
        assertThat(agreement.reached()).isTrue();

        Samples.put(view, member(21), 0);
        assertThat(agreement.reached()).isFalse();
    }

    @Test
    void hashes_seen_before_the_own_view_changed_count_no_more() {
        seenAt(0, 2, view.hash());
        seenAt(0, 3, OTHER);
        Samples.put(view, member(21), 0);
        assertAgreeing(1, 1);

        seenAt(0, 2, view.hash());
        assertAgreeing(2, 2);
    }

    // ---- how long it takes

    /** Members from 2 on are seen to agree, one a millisecond. */
    private void agreeFrom(long millis, int members) {
        for (int i = 0; i < members; i++) {
            seenAt(millis + i, 2 + i, view.hash());
        }
    }

    private void assertMeasured(long... millis) {
        long sum = 0;
        for (long one : millis) {
            sum += one * MILLI;
        }
        assertThat(agreement.times().count()).isEqualTo(millis.length);
        assertThat(agreement.times().sumNanos()).isEqualTo(sum);
    }

    @Test
    void the_time_runs_from_the_change_to_the_first_of_eight_that_agree() {
        changeAt(100, 21);
        agreeFrom(130, 7);
        assertMeasured();
        seenAt(500, 12, view.hash());
        assertMeasured(30);
    }

    @Test
    void a_hash_that_differs_shows_that_agreement_was_not_reached_yet() {
        changeAt(100, 21);
        agreeFrom(130, 7);
        seenAt(200, 15, OTHER);
        agreeFrom(250, 8);
        assertMeasured(150);
    }

    @Test
    void another_change_before_agreement_is_part_of_the_same_wait() {
        changeAt(100, 21);
        agreeFrom(130, 7);
        changeAt(150, 22);
        agreeFrom(170, 8);
        assertMeasured(70);
    }

    @Test
    void each_change_after_agreement_is_measured_anew() {
        changeAt(100, 21);
        agreeFrom(130, 8);
        changeAt(1_000, 22);
        agreeFrom(1_010, 8);
        assertMeasured(30, 10);
    }

    @Test
    void the_same_member_counts_once() {
        changeAt(100, 21);
        for (int i = 0; i < 20; i++) {
            seenAt(130 + i, 2, view.hash());
        }
        assertMeasured();
    }

    @Test
    void hashes_without_a_change_are_not_measured() {
        agreeFrom(10, 8);
        assertMeasured();
    }

    @Test
    void in_a_small_cluster_all_others_must_be_seen() {
        View small = Samples.viewOf(3);
        Agreement ofSmall = new Agreement(small);
        Samples.put(small, member(4), 0);
        ofSmall.observe(0);
        ofSmall.viewHashSeen(entry(small, 2), small.hash(), MILLI);
        ofSmall.viewHashSeen(entry(small, 3), small.hash(), 2 * MILLI);
        assertThat(ofSmall.times().count()).isZero();
        ofSmall.viewHashSeen(entry(small, 4), small.hash(), 3 * MILLI);
        assertThat(ofSmall.times().sumNanos()).isEqualTo(MILLI);
    }

    @Test
    void a_member_that_is_left_alone_has_nobody_to_agree_with() {
        View pair = Samples.viewOf(2);
        Agreement ofPair = new Agreement(pair);
        Samples.put(pair, member(2).withStatus(Status.DEAD), 0);
        ofPair.observe(0);
        Samples.put(pair, member(3), 5 * MILLI);
        ofPair.observe(5 * MILLI);
        ofPair.viewHashSeen(entry(pair, 3), pair.hash(), 7 * MILLI);
        assertThat(ofPair.times().sumNanos()).isEqualTo(2 * MILLI);
    }
}
