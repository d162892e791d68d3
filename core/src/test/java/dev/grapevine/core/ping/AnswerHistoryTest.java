package dev.grapevine.core.ping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerHistoryTest {

    private static final long START = -5_000;

    /** A silence of more than 100 is a loss of contact; times are monotonic and may be negative. */
    private final AnswerHistory history = new AnswerHistory(100);

    @Test
    void before_the_first_answer_nobody_has_answered() {
        assertThat(history.count()).isZero();
        assertThat(history.anySince(START)).isFalse();
        assertThat(history.regainedSince(START)).isFalse();
    }

    @Test
    void answers_are_counted_and_the_last_is_remembered() {
        history.add(START);
        history.add(START + 20);

        assertThat(history.count()).isEqualTo(2);
        assertThat(history.lastAt()).isEqualTo(START + 20);
        assertThat(history.anySince(START + 19)).isTrue();
        assertThat(history.anySince(START + 20)).isFalse();
    }

    @Test
    void the_first_answer_is_no_return_of_contact() {
        history.add(START);
        assertThat(history.regainedSince(START - 1)).isFalse();
    }

    @Test
    void contact_is_regained_by_the_first_answer_after_a_longer_silence() {
        history.add(START);
        history.add(START + 100);
        assertThat(history.regainedSince(START)).isFalse();

        history.add(START + 201);
        history.add(START + 210);
        assertThat(history.regainedAt()).isEqualTo(START + 201);
        assertThat(history.regainedSince(START + 200)).isTrue();
        assertThat(history.regainedSince(START + 201)).isFalse();
    }
}
