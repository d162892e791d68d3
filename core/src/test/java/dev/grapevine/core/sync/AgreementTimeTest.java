package dev.grapevine.core.sync;

import static dev.grapevine.core.view.Samples.entry;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Status;
import org.junit.jupiter.api.Test;

/** Member 1 of twenty; times are in milliseconds. */
class AgreementTimeTest {

    private static final long MILLI = 1_000_000;
    private static final long OTHER = 99;

    private final View view = Samples.viewOf(20);
    private final AgreementTime time = new AgreementTime(view);

    private void changeAt(long millis, int newMember) {
        Samples.put(view, member(newMember), millis * MILLI);
        time.observe(millis * MILLI);
    }

    private void seenAt(long millis, int from, long hash) {
        time.seen(entry(view, from), hash, millis * MILLI);
    }

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
        assertThat(time.times().count()).isEqualTo(millis.length);
        assertThat(time.times().sumNanos()).isEqualTo(sum);
    }

    @Test
    void it_runs_from_the_change_to_the_first_of_eight_that_agree() {
        changeAt(100, 21);
        agreeFrom(130, 7);
        assertMeasured();
        seenAt(500, 12, view.hash());
        assertMeasured(30);
    }

    @Test
    void a_hash_that_differs_says_that_it_was_not_reached_yet() {
        changeAt(100, 21);
        agreeFrom(130, 7);
        seenAt(200, 15, OTHER);
        agreeFrom(250, 8);
        assertMeasured(150);
    }

    @Test
    void another_change_before_it_was_reached_is_part_of_the_same_wait() {
        changeAt(100, 21);
        agreeFrom(130, 7);
        changeAt(150, 22);
        agreeFrom(170, 8);
        assertMeasured(70);
    }

    @Test
    void each_change_after_it_was_reached_is_measured_anew() {
        changeAt(100, 21);
        agreeFrom(130, 8);
        changeAt(1_000, 22);
        agreeFrom(1_010, 8);
        assertMeasured(30, 10);
    }

    @Test
    void the_same_member_again_says_nothing_more() {
        changeAt(100, 21);
        for (int i = 0; i < 20; i++) {
            seenAt(130 + i, 2, view.hash());
        }
        assertMeasured();
    }

    @Test
    void hashes_between_changes_are_not_measured() {
        agreeFrom(10, 8);
        assertMeasured();
    }

    @Test
    void in_a_small_cluster_all_others_must_be_seen() {
        View small = Samples.viewOf(3);
        AgreementTime ofSmall = new AgreementTime(small);
        Samples.put(small, member(4), 0);
        ofSmall.observe(0);
        ofSmall.seen(entry(small, 2), small.hash(), MILLI);
        ofSmall.seen(entry(small, 3), small.hash(), 2 * MILLI);
        assertThat(ofSmall.times().count()).isZero();
        ofSmall.seen(entry(small, 4), small.hash(), 3 * MILLI);
        assertThat(ofSmall.times().sumNanos()).isEqualTo(MILLI);
    }

    @Test
    void who_is_left_alone_has_nobody_to_agree_with() {
        View pair = Samples.viewOf(2);
        AgreementTime ofPair = new AgreementTime(pair);
        Samples.put(pair, member(2).withStatus(Status.DEAD), 0);
        ofPair.observe(0);
        Samples.put(pair, member(3), 5 * MILLI);
        ofPair.observe(5 * MILLI);
        ofPair.seen(entry(pair, 3), pair.hash(), 7 * MILLI);
        assertThat(ofPair.times().sumNanos()).isEqualTo(2 * MILLI);
    }
}
