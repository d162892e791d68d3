package dev.grapevine.core.ping;

import static dev.grapevine.core.view.Samples.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.wire.IdentityHash;
import dev.grapevine.core.wire.Message;
import org.junit.jupiter.api.Test;

class QuestionTest {

    private final Question question = new Question(
            7, IdentityHash.generation("m2", 1), IdentityHash.name("m2"), (asked, from, roundTripNanos, now) -> {});

    @Test
    void each_address_that_was_asked_answers_once() {
        question.sentTo(address(2), 10, 5);
        question.sentTo(address(3), 20, 6);

        assertThat(question.takeAnswer(address(2))).isEqualTo(new Question.Sent(10, 5));
        assertThat(question.takeAnswer(address(2))).isNull();
        assertThat(question.takeAnswer(address(3))).isEqualTo(new Question.Sent(20, 6));
    }

    @Test
    void an_address_that_was_not_asked_does_not_answer() {
        question.sentTo(address(2), 10, 5);
        assertThat(question.takeAnswer(address(3))).isNull();
    }

    @Test
    void the_first_of_two_pings_to_an_address_is_the_one_that_its_answer_belongs_to() {
        question.sentTo(address(2), 10, 5);
        question.sentTo(address(2), 20, 6);

        assertThat(question.takeAnswer(address(2))).isEqualTo(new Question.Sent(10, 5));
        assertThat(question.takeAnswer(address(2))).isNull();
    }

    @Test
    void an_address_that_is_asked_again_after_it_answered_may_answer_again() {
        question.sentTo(address(2), 10, 5);
        question.takeAnswer(address(2));
        question.sentTo(address(2), 20, 6);

        assertThat(question.takeAnswer(address(2))).isEqualTo(new Question.Sent(20, 6));
    }

    @Test
    void each_helper_that_was_asked_answers_once() {
        question.sentThrough(address(4));
        question.sentTo(address(2), 10, 5);

        assertThat(question.takeHelpersAnswer(address(4))).isTrue();
        assertThat(question.takeHelpersAnswer(address(4))).isFalse();
        assertThat(question.takeHelpersAnswer(address(2)))
                .as("was asked, but not to help")
                .isFalse();
        assertThat(question.takeAnswer(address(4)))
                .as("a helper does not answer for the target")
                .isNull();
    }

    @Test
    void only_an_ack_with_its_number_acknowledges_it() {
        assertThat(question.acknowledgedBy(new Message.Ack(7, true, 0))).isTrue();
        assertThat(question.acknowledgedBy(new Message.Ack(8, true, 0))).isFalse();
        assertThat(question.acknowledgedBy(new Message.RelayedAck(7))).isFalse();
    }

    @Test
    void only_a_process_of_the_same_name_denies_it() {
        assertThat(question.deniedBy(new Message.Gone(7, IdentityHash.name("m2"), 2)))
                .isTrue();
        assertThat(question.deniedBy(new Message.Gone(7, IdentityHash.name("m3"), 2)))
                .isFalse();
        assertThat(question.deniedBy(new Message.Gone(8, IdentityHash.name("m2"), 2)))
                .isFalse();
    }
}
