package dev.grapevine.core.failure;

import static dev.grapevine.core.view.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.ping.AnswerHistory;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import org.junit.jupiter.api.Test;

/** Member 2 was probed at 1 s, and did not answer until 2 s. */
class SilenceProofTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long MIN = 5_600_000_000L;
    private static final long MAX = 11_200_000_000L;

    private final AnswerHistory answers = new AnswerHistory(MIN);

    private static SilenceProof among(int members, AnswerHistory answers, int proof) {
        Settings settings = Settings.of(Profile.LAN).with(ProtocolSetting.PROOF, proof);
        SilenceProof silence = new SilenceProof(settings, Samples.viewOf(members), answers);
        silence.runningSince(0);
        return silence;
    }

    @Test
    void the_answer_of_another_member_since_then_is_proof() {
        answers.add(SECOND + 1);
        assertThat(among(3, answers, 1).proves(0, SECOND, 2 * SECOND)).isTrue();
    }

    @Test
    void without_any_answer_since_then_there_is_no_proof() {
        answers.add(SECOND / 2);
        assertThat(among(3, answers, 1).proves(1, SECOND, 2 * SECOND)).isFalse();
    }

    @Test
    void the_answer_by_which_contact_came_back_is_no_proof() {
        answers.add(0);
        answers.add(MIN + SECOND);
        assertThat(among(3, answers, 1).proves(1, MIN, MIN + 2 * SECOND)).isFalse();
    }

    @Test
    void between_two_members_nobody_else_could_answer_and_silence_is_proof() {
        assertThat(among(2, answers, 1).proves(0, SECOND, 2 * SECOND)).isTrue();
    }

    @Test
    void after_the_longest_window_without_any_answer_silence_is_proof() {
        SilenceProof silence = among(3, answers, 1);
        assertThat(silence.proves(0, MAX - SECOND, MAX)).isFalse();
        assertThat(silence.proves(0, MAX - SECOND, MAX + 1)).isTrue();
    }

    @Test
    void a_stall_begins_that_wait_anew() {
        SilenceProof silence = among(3, answers, 1);
        silence.runningSince(SECOND);
        assertThat(silence.proves(0, MAX, MAX + SECOND)).isFalse();
        assertThat(silence.proves(0, MAX, MAX + SECOND + 1)).isTrue();
    }

    @Test
    void where_no_proof_is_required_any_silence_counts() {
        assertThat(among(3, answers, 0).proves(0, SECOND, 2 * SECOND)).isTrue();
    }

    @Test
    void the_window_counts_from_the_first_probe_that_was_not_answered() {
        View view = Samples.viewOf(3);
        MemberEntry target = entry(view, 2);
        SilenceProof silence = new SilenceProof(Settings.of(Profile.LAN), view, answers);
        silence.asked(target, SECOND);
        silence.asked(target, 3 * SECOND);
        answers.add(3 * SECOND + 1);
        assertThat(silence.since(target, 0, 3 * SECOND, 4 * SECOND)).isEqualTo(SECOND);

        silence.forget(target);
        silence.asked(target, 5 * SECOND);
        answers.add(5 * SECOND + 1);
        assertThat(silence.since(target, 1, 5 * SECOND, 6 * SECOND)).isEqualTo(5 * SECOND);
    }

    @Test
    void without_any_answer_meanwhile_the_window_counts_from_now() {
        View view = Samples.viewOf(3);
        MemberEntry target = entry(view, 2);
        SilenceProof silence = new SilenceProof(Settings.of(Profile.LAN), view, answers);
        silence.asked(target, SECOND);
        assertThat(silence.since(target, 0, SECOND, 13 * SECOND)).isEqualTo(13 * SECOND);

        answers.add(14 * SECOND);
        assertThat(silence.since(target, 0, 13 * SECOND, 15 * SECOND))
                .as("the next probe's suspicion counts from there too")
                .isEqualTo(13 * SECOND);
    }

    @Test
    void after_contact_came_back_the_window_counts_from_the_last_probe() {
        View view = Samples.viewOf(3);
        MemberEntry target = entry(view, 2);
        SilenceProof silence = new SilenceProof(Settings.of(Profile.LAN), view, answers);
        answers.add(0);
        silence.asked(target, SECOND);
        answers.add(MIN + 1);
        assertThat(silence.since(target, 1, MIN + SECOND, MIN + 2 * SECOND)).isEqualTo(MIN + SECOND);
    }
}
