package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StateEntryTest {

    private static final StateEntry ENTRY = new StateEntry("t/blue", 7, new byte[] {1, 2});

    @Test
    void entries_are_equal_by_the_bytes_of_their_values() {
        StateEntry same = new StateEntry("t/blue", 7, new byte[] {1, 2});

        assertThat(ENTRY).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(ENTRY)
                .isNotEqualTo(new StateEntry("t/blue", 7, new byte[] {1, 3}))
                .isNotEqualTo(new StateEntry("t/blue", 7, null))
                .isNotEqualTo(new StateEntry("t/blue", 8, new byte[] {1, 2}))
                .isNotEqualTo(new StateEntry("t/red", 7, new byte[] {1, 2}));
    }

    @Test
    void an_empty_value_is_no_deletion() {
        assertThat(new StateEntry("t/blue", 7, new byte[0]).deleted()).isFalse();
        assertThat(new StateEntry("t/blue", 7, null).deleted()).isTrue();
    }

    @Test
    void as_text_it_shows_the_length_and_not_the_bytes() {
        assertThat(ENTRY).hasToString("t/blue@7[2]");
        assertThat(new StateEntry("t/blue", 8, null)).hasToString("t/blue@8 deleted");
    }
}
