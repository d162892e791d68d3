package dev.grapevine.core.failure;

import static dev.grapevine.core.view.Samples.entry;
import static dev.grapevine.core.view.Samples.in;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccusersTest {

    /** m1 to m3 are in the west, m4 to m6 in the east, m7 nowhere. */
    private static View zones() {
        View view = new View(3);
        for (int i = 1; i <= 7; i++) {
            String zone = i <= 3 ? "west" : i <= 6 ? "east" : "";
            Samples.put(view, in(zone, member(i)), 0);
        }
        return view;
    }

    @Test
    void without_zones_every_voice_counts() {
        View view = Samples.viewOf(5);
        Accusers accusers = new Accusers(view);

        assertThat(accusers.weight(entry(view, 1), List.of("m2", "m3", "unknown")))
                .isEqualTo(3);
        assertThat(accusers.possible(entry(view, 1))).isEqualTo(4);
    }

    @Test
    void against_a_member_of_another_zone_one_zone_counts_once() {
        View view = zones();
        Accusers accusers = new Accusers(view);

        assertThat(accusers.weight(entry(view, 1), List.of("m4", "m5", "m6"))).isEqualTo(1);
        assertThat(accusers.weight(entry(view, 1), List.of("m2", "m4", "m5"))).isEqualTo(2);
        assertThat(accusers.weight(entry(view, 1), List.of("m2", "m3"))).isEqualTo(2);
        assertThat(accusers.weight(entry(view, 1), List.of("m4", "m7"))).isEqualTo(2);
    }

    @Test
    void never_more_voices_are_asked_for_than_can_accuse() {
        View view = zones();
        Accusers accusers = new Accusers(view);
        assertThat(accusers.possible(entry(view, 1))).as("m2, m3, the east, m7").isEqualTo(4);

        Samples.put(view, in("west", member(2)).withStatus(Status.SUSPECT), 0);
        Samples.put(view, in("east", member(4)).withStatus(Status.DEAD), 0);
        assertThat(accusers.possible(entry(view, 1))).as("m3, the east, m7").isEqualTo(3);

        Samples.put(view, in("west", member(1)).withStatus(Status.SUSPECT), 0);
        assertThat(accusers.possible(entry(view, 1))).isEqualTo(3);
    }

    @Test
    void a_suspect_is_not_among_its_own_accusers() {
        View view = Samples.viewOf(5);
        Samples.put(view, member(1).withStatus(Status.SUSPECT), 0);
        assertThat(new Accusers(view).possible(entry(view, 1))).isEqualTo(4);
        Samples.put(view, member(2).withStatus(Status.SUSPECT), 0);
        assertThat(new Accusers(view).possible(entry(view, 1))).isEqualTo(3);
    }
}
