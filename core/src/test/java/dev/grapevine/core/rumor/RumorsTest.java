package dev.grapevine.core.rumor;

import static dev.grapevine.core.rumor.RumorHarness.CAPACITY;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.Samples;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rides along on packets, and what it says. */
class RumorsTest {

    private static final long SECOND = 1_000_000_000;

    private final RumorHarness harness = new RumorHarness(40, Settings.of(Profile.LAN), 1);
    private final Rumors rumors = harness.rumors;

    private List<Message> ridingTo(int member, long now) {
        return rumors.ride(harness.entry(member), CAPACITY, now);
    }

    private void spread(int member, long now) {
        rumors.spreadRecord(harness.entry(member), null, false, now);
    }

    // ---- what rides

    @Test
    void membership_news_goes_before_state_and_older_before_newer() {
        harness.stateNews.put("m4/0", new Message.StateVersion("m4", 1, 1));
        rumors.spreadState(harness.entry(4), 0, null, false, 0);
        spread(3, 1);
        spread(2, 2);
        Samples.put(harness.view, member(5).withStatus(Status.SUSPECT), 3);
        spread(5, 3);
        spread(1, 4);

        assertThat(ridingTo(9, 5))
                .extracting(message -> message.getClass().getSimpleName())
                .containsExactly("Alive", "Verdict", "Alive", "Alive", "StateVersion");
        assertThat(ridingTo(9, 5))
                .startsWith(new Message.Alive(member(1)))
                .containsSubsequence(new Message.Alive(member(3)), new Message.Alive(member(2)));
    }

    @Test
    void what_the_receiver_is_accused_of_goes_before_all_news() {
        Samples.put(harness.view, member(9).withStatus(Status.SUSPECT), 0);
        spread(1, 0);

        assertThat(ridingTo(9, 2 * SECOND)).hasSize(2).first().satisfies(accusation -> {
            Message.Verdict verdict = (Message.Verdict) accusation;
            assertThat(verdict.name()).isEqualTo("m9");
            assertThat(verdict.status()).isEqualTo(Status.SUSPECT);
            assertThat(verdict.ageMillis()).isEqualTo(2_000);
        });
        assertThat(rumors.pending()).as("an accusation is no rumor").isEqualTo(1);
    }

    @Test
    void without_buddy_only_dead_members_are_told_what_they_are_accused_of() {
        RumorHarness quiet = new RumorHarness(40, Settings.of(Profile.LAN).with(ProtocolSetting.BUDDY, 0), 1);
        Samples.put(quiet.view, member(8).withStatus(Status.DEAD), 0);
        Samples.put(quiet.view, member(9).withStatus(Status.SUSPECT), 0);

        assertThat(quiet.rumors.ride(quiet.entry(8), CAPACITY, 0)).hasSize(1);
        assertThat(quiet.rumors.ride(quiet.entry(9), CAPACITY, 0)).isEmpty();
    }

    @Test
    void news_that_is_heard_again_is_the_newest() {
        spread(3, 1);
        spread(2, 2);
        spread(3, 3);

        assertThat(ridingTo(9, 5)).containsExactly(new Message.Alive(member(2)), new Message.Alive(member(3)));
    }

    @Test
    void nothing_rides_to_its_subject_or_source_or_where_there_is_no_room() {
        rumors.spreadRecord(harness.entry(2), "m3", false, 0);

        assertThat(ridingTo(2, 0)).isEmpty();
        assertThat(ridingTo(3, 0)).isEmpty();
        assertThat(rumors.ride(harness.entry(4), 10, 0)).isEmpty();
        assertThat(rumors.ride(harness.entry(4), -5, 0)).isEmpty();
        assertThat(ridingTo(4, 0)).containsExactly(new Message.Alive(member(2)));
    }

    // ---- for how long

    @Test
    void news_that_is_not_critical_ends_after_ten_rides() {
        spread(2, 0);
        for (int i = 0; i < 10; i++) {
            assertThat(ridingTo(9, i)).hasSize(1);
        }
        assertThat(ridingTo(9, 11)).isEmpty();
        assertThat(rumors.pending()).isZero();
    }

    @Test
    void what_rides_to_strangers_does_not_spend_the_budget() {
        spread(2, 0);
        for (int i = 0; i < 100; i++) {
            assertThat(rumors.ride(null, CAPACITY, i)).hasSize(1);
        }
        assertThat(rumors.pending()).isEqualTo(1);
    }

    // ---- what it says

    @Test
    void a_rumor_says_what_the_view_says_now() {
        spread(2, 0);
        assertThat(ridingTo(9, 0)).containsExactly(new Message.Alive(member(2)));
        Samples.put(harness.view, member(2).withIncarnation(1), 1);
        assertThat(ridingTo(9, 1)).containsExactly(new Message.Alive(member(2).withIncarnation(1)));
        Samples.put(harness.view, member(2).withIncarnation(1).withStatus(Status.SUSPECT), 1);
        assertThat(ridingTo(9, 1 + SECOND))
                .extracting(message -> ((Message.Verdict) message).ageMillis())
                .containsExactly(1_000L);
        assertThat(ridingTo(9, 1 + 2 * SECOND))
                .extracting(message -> ((Message.Verdict) message).ageMillis())
                .containsExactly(2_000L);
    }

    @Test
    void a_rumor_of_state_says_what_is_held_now() {
        harness.stateNews.put("m2/0", new Message.StateVersion("m2", 1, 1));
        rumors.spreadState(harness.entry(2), 0, null, false, 0);
        harness.view.held(harness.entry(2), 1);
        assertThat(ridingTo(9, 0)).containsExactly(new Message.StateVersion("m2", 1, 1));
        harness.stateNews.put("m2/0", new Message.StateVersion("m2", 1, 2));
        harness.view.held(harness.entry(2), 2);
        assertThat(ridingTo(9, 0)).containsExactly(new Message.StateVersion("m2", 1, 2));
    }
}
