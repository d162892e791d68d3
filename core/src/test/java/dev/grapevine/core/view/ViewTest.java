package dev.grapevine.core.view;

import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.entry;
import static dev.grapevine.core.view.Samples.member;
import static dev.grapevine.core.view.Samples.put;
import static dev.grapevine.core.view.Samples.viewOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewTest {

    private static final long SECOND = 1_000_000_000;

    private final View view = viewOf(3);

    @Test
    void when_empty_then_nothing_is_counted() {
        View empty = new View(3);

        assertThat(empty.hash()).isZero();
        assertThat(empty.liveId()).isZero();
        assertThat(empty.bucketHashes()).hasSize(256).containsOnly(0);
        assertThat(empty.live()).isZero();
        assertThat(empty.tombstones()).isZero();
        assertThat(empty.get("m1")).isNull();
        assertThat(empty.at(address(1))).isNull();
        assertThat(empty.entries()).isEmpty();
    }

    @Test
    void when_a_member_is_new_then_there_was_nothing_before() {
        View.Change change = view.merge(member(4), 5);

        assertThat(change).isNotNull();
        assertThat(change.before()).isNull();
        assertThat(change.after()).isEqualTo(member(4));
        assertThat(change.entry()).isSameAs(view.get("m4"));
        assertThat(change.entry().since()).isEqualTo(5);
    }

    @Test
    void when_the_status_changes_then_the_counts_follow() {
        put(view, member(2).withStatus(Status.SUSPECT), 1);
        put(view, member(3).withStatus(Status.DEAD), 1);
        put(view, member(4).withStatus(Status.LEFT), 1);

        assertThat(view.count(Status.ALIVE)).isEqualTo(1);
        assertThat(view.count(Status.SUSPECT)).isEqualTo(1);
        assertThat(view.count(Status.DEAD)).isEqualTo(1);
        assertThat(view.count(Status.LEFT)).isEqualTo(1);
        assertThat(view.live()).isEqualTo(2);
        assertThat(view.tombstones()).isEqualTo(2);

        view.forget(List.of(entry(view, 3)));
        assertThat(view.count(Status.DEAD)).isZero();
        assertThat(view.tombstones()).isEqualTo(1);
    }

    @Test
    void when_a_member_is_dead_or_left_then_the_hash_is_as_if_it_had_never_been() {
        long without = viewOf(2).hash();
        int[] buckets = viewOf(2).bucketHashes();
        long liveId = viewOf(2).liveId();

        put(view, member(3).withStatus(Status.DEAD), 1);
        assertThat(view.hash()).isEqualTo(without);
        assertThat(view.bucketHashes()).isEqualTo(buckets);
        assertThat(view.liveId()).isEqualTo(liveId);

        put(view, member(3).withStatus(Status.LEFT), 2);
        assertThat(view.hash()).isEqualTo(without);

        view.forget(List.of(entry(view, 3)));
        assertThat(view.hash()).isEqualTo(without);
        assertThat(view.bucketHashes()).isEqualTo(buckets);
    }

    @Test
    void every_live_fact_counts_in_the_hash() {
        long before = view.hash();

        put(view, member(3).withStatus(Status.SUSPECT), 1);
        long suspect = view.hash();
        put(view, member(3).withIncarnation(1), 2);
        long refuted = view.hash();
        put(view, member(3).withGeneration(2), 3);
        long reborn = view.hash();
        put(view, member("m3", 9).withGeneration(2).withAddresses(List.of(address(9), address(3))), 3);
        long copied = view.hash();
        view.held(entry(view, 3), 1);
        long held = view.hash();

        assertThat(List.of(before, suspect, refuted, reborn, copied, held)).doesNotHaveDuplicates();
    }

    @Test
    void the_advertised_state_version_counts_not_but_the_held_one_does() {
        long before = view.hash();

        assertThat(view.merge(member(3).withStateVersion(7), 1)).isNull();
        assertThat(entry(view, 3).record().stateVersion()).isEqualTo(7);
        assertThat(view.hash()).isEqualTo(before);

        view.held(entry(view, 3), 7);
        assertThat(view.hash()).isNotEqualTo(before);
        assertThat(entry(view, 3).heldVersion()).isEqualTo(7);
    }

    @Test
    void a_held_version_above_the_advertised_one_is_advertised() {
        view.held(entry(view, 3), 9);
        assertThat(entry(view, 3).record().stateVersion()).isEqualTo(9);
    }

    @Test
    void the_state_version_merges_by_maximum_within_a_life_only() {
        put(view, member(1).withIncarnation(1).withStateVersion(5), 1);
        put(view, member(1).withIncarnation(2).withStateVersion(3), 2);
        assertThat(entry(view, 1).record().stateVersion()).isEqualTo(5);

        assertThat(view.merge(member(1).withStateVersion(6), 3)).isNull();
        assertThat(entry(view, 1).record().stateVersion()).isEqualTo(6);

        put(view, member(1).withGeneration(2).withStateVersion(1), 4);
        assertThat(entry(view, 1).record().stateVersion()).isEqualTo(1);
        assertThat(view.merge(member(1).withStateVersion(99), 5)).isNull();
        assertThat(entry(view, 1).record().stateVersion()).isEqualTo(1);
    }

    @Test
    void when_a_new_life_begins_then_what_was_measured_and_held_of_the_old_one_is_gone() {
        MemberEntry entry = entry(view, 1);
        entry.rtt(300, 20);
        entry.answeredFrom(address(1), 0);
        entry.degraded(true);
        view.held(entry, 4);
        entry.accuse(Evidence.SILENT, List.of("m2"));

        put(view, member(1).withGeneration(2), 1);

        assertThat(entry.heldVersion()).isZero();
        assertThat(entry.rttMicros()).isZero();
        assertThat(entry.rttDeviationMicros()).isZero();
        assertThat(entry.answeredAddress()).isNull();
        assertThat(entry.degraded()).isFalse();
        assertThat(entry.evidence()).isEqualTo(Evidence.NONE);
        assertThat(entry.accusers()).isEmpty();
    }

    @Test
    void when_only_the_incarnation_changes_then_what_was_measured_is_kept() {
        MemberEntry entry = entry(view, 1);
        entry.rtt(300, 20);
        entry.answeredFrom(address(1), 0);
        view.held(entry, 4);

        put(view, member(1).withIncarnation(1), 9);

        assertThat(entry.rttMicros()).isEqualTo(300);
        assertThat(entry.answeredAddress()).isEqualTo(address(1));
        assertThat(entry.heldVersion()).isEqualTo(4);
        assertThat(entry.since()).isZero();
    }

    @Test
    void an_address_that_is_no_longer_its_own_has_not_answered() {
        MemberEntry entry = entry(view, 1);
        entry.answeredFrom(address(1), 0);

        put(view, member(1).withIncarnation(1).withAddresses(List.of(address(9))), 1);

        assertThat(entry.answeredAddress()).isNull();
        assertThat(entry.address()).isEqualTo(address(9));
    }

    @Test
    void members_are_found_by_each_of_their_present_addresses() {
        put(view, member(4).withAddresses(List.of(address(40), address(41))), 1);
        assertThat(view.at(address(40))).isSameAs(view.get("m4"));
        assertThat(view.at(address(41))).isSameAs(view.get("m4"));

        put(view, member(4).withIncarnation(1).withAddresses(List.of(address(42))), 1);
        assertThat(view.at(address(40))).isNull();
        assertThat(view.at(address(42))).isSameAs(view.get("m4"));

        view.forget(List.of(entry(view, 4)));
        assertThat(view.at(address(42))).isNull();
        assertThat(view.get("m4")).isNull();
    }

    @Test
    void at_an_address_of_several_the_live_one_is_found() {
        put(view, member(1).withStatus(Status.DEAD), 1);
        put(view, member("heir", 1), 2);
        assertThat(view.at(address(1))).isSameAs(view.get("heir"));

        put(view, member(1).withStatus(Status.LEFT), 3);
        assertThat(view.at(address(1))).isSameAs(view.get("heir"));
    }

    @Test
    void a_tombstone_can_only_grow_older() {
        MemberEntry dead = put(view, member(3).withStatus(Status.DEAD), 10 * SECOND);
        view.backdate(dead, 12 * SECOND);
        assertThat(dead.since()).isEqualTo(10 * SECOND);
        view.backdate(dead, 4 * SECOND);
        assertThat(dead.since()).isEqualTo(4 * SECOND);
        assertThat(dead.ageMillis(10 * SECOND)).isEqualTo(6_000);
        assertThat(dead.ageMillis(0)).isZero();
    }

    @Test
    void a_dead_member_remembers_when_its_trouble_began() {
        MemberEntry entry = put(view, member(3).withStatus(Status.SUSPECT), 2 * SECOND);
        put(view, member(3).withStatus(Status.DEAD), 9 * SECOND);
        assertThat(entry.firstSignAgeNanos(10 * SECOND)).isEqualTo(8 * SECOND);

        put(view, member(3).withIncarnation(1), 11 * SECOND);
        assertThat(entry.firstSignAgeNanos(12 * SECOND)).isZero();
        put(view, member(3).withIncarnation(1).withStatus(Status.DEAD), 13 * SECOND);
        assertThat(entry.firstSignAgeNanos(14 * SECOND)).isZero();
    }

    @Test
    void the_live_id_is_the_same_for_the_same_lives_only() {
        long three = view.liveId();
        put(view, member(2).withStatus(Status.SUSPECT), 1);
        assertThat(view.liveId()).isEqualTo(three);
        put(view, member(2).withIncarnation(1), 2);
        view.held(entry(view, 2), 5);
        assertThat(view.liveId()).isEqualTo(three);

        put(view, member(2).withGeneration(2), 3);
        assertThat(view.liveId()).isNotEqualTo(three);
    }

    @Test
    void entries_cannot_be_taken_away_from_outside() {
        assertThatThrownBy(() -> view.entries().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
