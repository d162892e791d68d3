package dev.grapevine.core.sync;

import static dev.grapevine.core.view.Samples.entry;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import org.junit.jupiter.api.Test;

class AgreementTest {

    private final View view = Samples.viewOf(5);
    private final Agreement agreement = new Agreement(view);

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
        agreement.seen(entry(view, 2), view.hash(), 0);
        agreement.seen(entry(view, 3), 99, 0);
        agreement.seen(entry(view, 4), 98, 0);
        assertAgreeing(2, 4);

        agreement.seen(entry(view, 3), view.hash(), 0);
        agreement.seen(entry(view, 2), 97, 0);
        agreement.seen(entry(view, 2), 96, 0);
        assertAgreeing(2, 4);
    }

    @Test
    void what_was_seen_before_the_own_view_changed_counts_no_more() {
        agreement.seen(entry(view, 2), view.hash(), 0);
        agreement.seen(entry(view, 3), 99, 0);
        Samples.put(view, member(6), 0);
        assertAgreeing(1, 1);

        agreement.seen(entry(view, 2), view.hash(), 0);
        assertAgreeing(2, 2);
    }
}
