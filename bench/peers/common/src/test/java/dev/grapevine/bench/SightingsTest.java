package dev.grapevine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SightingsTest {

    private final Sightings sightings = new Sightings();
    private final Node<String> first = new Node<>("n0", sightings, true);
    private final Node<String> second = new Node<>("n1", sightings, true);

    @Test
    void a_watch_counts_each_observer_once_and_never_the_subject() {
        Watch dead = sightings.await(Watch.Kind.DOWN, "n2", "");
        Node<String> subject = new Node<>("n2", sightings, true);
        for (Node<String> node : List.of(first, first, subject)) {
            node.up("n2");
            node.down("n2");
        }
        assertThat(dead.count()).isEqualTo(1);
        assertThat(dead.hasSeen("n0")).isTrue();
        assertThat(dead.countWithout("n0")).isZero();
        assertThat(dead.firstMillis()).isNotNegative().isEqualTo(dead.lastMillis());
    }

    @Test
    void a_watch_waits_for_one_value_only() {
        Watch seen = sightings.await(Watch.Kind.UPDATED, "n2", "v=2");
        first.updated("n2", "v=1");
        first.updated("n3", "v=2");
        assertThat(seen.count()).isZero();
        assertThat(seen.lastMillis()).isEqualTo(-1);
        first.updated("n2", "v=2");
        assertThat(seen.count()).isEqualTo(1);
    }

    @Test
    void deaths_count_what_live_observers_saw_of_members() {
        first.up("n2");
        second.up("n2");
        second.up("n3");
        first.down("n2");
        first.down("n2"); // no longer a member
        second.gone();
        second.down("n2");
        assertThat(sightings.deathsExcept(Set.of())).isEqualTo(Map.of("n2", 1));
        assertThat(sightings.deathsExcept(Set.of("n2"))).isEmpty();
        sightings.forgetDeaths();
        assertThat(sightings.deathsExcept(Set.of())).isEmpty();
    }

    @Test
    void a_leave_is_no_death_where_it_is_announced_and_the_removal_comes_later() {
        Node<String> patient = new Node<>("n4", sightings, false);
        Watch announced = sightings.awaitSign(Watch.Kind.LEAVING, "n2");
        Watch removed = sightings.await(Watch.Kind.DOWN, "n2", "");
        patient.up("n2");
        patient.leaving("n2");
        assertThat(patient.members()).isZero();
        assertThat(announced.count()).isEqualTo(1);
        assertThat(removed.count()).isZero();
        patient.down("n2");
        assertThat(removed.count()).isEqualTo(1);
        assertThat(sightings.deathsExcept(Set.of())).isEmpty();
    }
}
