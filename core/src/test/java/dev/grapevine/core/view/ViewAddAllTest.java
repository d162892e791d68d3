package dev.grapevine.core.view;

import static dev.grapevine.core.view.Samples.entry;
import static dev.grapevine.core.view.Samples.member;
import static dev.grapevine.core.view.Samples.viewOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class ViewAddAllTest {

    private static final int RINGS = 3;

    private static View alone(int number, int rings) {
        View view = new View(rings);
        view.merge(member(number), 0);
        return view;
    }

    @Test
    void a_view_filled_from_another_equals_one_that_heard_of_each_member() {
        View heard = viewOf(40);
        View filled = alone(17, RINGS);
        MemberEntry self = entry(filled, 17);
        filled.addAll(heard, 0);

        assertThat(filled.hash()).isEqualTo(heard.hash());
        assertThat(filled.bucketHashes()).isEqualTo(heard.bucketHashes());
        assertThat(filled.liveId()).isEqualTo(heard.liveId());
        assertThat(filled.live()).isEqualTo(40);
        assertThat(entry(filled, 17)).isSameAs(self);
        for (int i = 1; i <= 40; i++) {
            MemberEntry entry = entry(filled, i);
            assertThat(filled.at(entry.record().addresses().get(0))).isSameAs(entry);
            for (int ring = 0; ring < RINGS; ring++) {
                assertThat(next(filled, i, ring)).isEqualTo(next(heard, i, ring));
            }
        }
    }

    private static String next(View view, int from, int ring) {
        MemberEntry next = view.rings().next(entry(view, from), ring, other -> true);
        return Objects.requireNonNull(next).name();
    }

    @Test
    void records_are_shared_and_entries_are_not() {
        View heard = viewOf(2);
        View filled = alone(1, RINGS);
        filled.addAll(heard, 7);

        assertThat(entry(filled, 2).record()).isSameAs(entry(heard, 2).record());
        assertThat(entry(filled, 2)).isNotSameAs(entry(heard, 2));
        assertThat(entry(filled, 2).since()).isEqualTo(7);
    }

    @Test
    void a_view_that_does_not_fit_is_refused() {
        assertThatThrownBy(() -> alone(6, RINGS).addAll(viewOf(5), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the other view lacks a member of this one");
        assertThatThrownBy(() -> alone(1, 2).addAll(viewOf(5), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the other view has 3 rings, this one has 2");
    }
}
