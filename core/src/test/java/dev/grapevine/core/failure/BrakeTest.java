package dev.grapevine.core.failure;

import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrakeTest {

    private static final long SECOND = 1_000_000_000;
    private static final long LONGEST = 11_200_000_000L;
    private static final long HOLD = 5_600_000_000L;

    /** Each time that the brake was pulled, the members seen and lost. */
    private final List<List<Integer>> pulled = new ArrayList<>();

    private static void accuse(View view, int from, int to) {
        for (int i = from; i <= to; i++) {
            Samples.put(view, member(i).withStatus(Status.SUSPECT), 0);
        }
    }

    private Brake brake(View view) {
        Brake brake = new Brake(Settings.of(Profile.LAN), view);
        brake.follow((seen, lost) -> pulled.add(List.of(seen, lost)));
        return brake;
    }

    /** Three members or a quarter of them, whichever is more, may go silent together. */
    @ParameterizedTest
    @CsvSource({"4, 3", "5, 3", "12, 3", "16, 4", "20, 5", "100, 25", "102, 25"})
    void it_holds_only_above_its_threshold(int members, int allowed) {
        View view = Samples.viewOf(members);
        Brake brake = brake(view);

        accuse(view, 1, allowed);
        assertThat(brake.holds(0, 0)).isFalse();
        assertThat(pulled).isEmpty();

        if (allowed + 1 <= members) {
            accuse(view, allowed + 1, allowed + 1);
            assertThat(brake.holds(0, 0)).isTrue();
            assertThat(pulled).containsExactly(List.of(members - allowed - 1, allowed + 1));
        }
    }

    @Test
    void no_suspect_is_held_longer_than_the_brake_may_hold() {
        View view = Samples.viewOf(10);
        Brake brake = brake(view);
        accuse(view, 1, 5);

        assertThat(brake.holds(HOLD - 1, 20 * SECOND)).isTrue();
        assertThat(brake.holds(HOLD, 20 * SECOND)).isFalse();
    }

    @Test
    void deaths_by_silence_count_for_one_window() {
        View view = Samples.viewOf(10);
        Brake brake = brake(view);
        for (int i = 1; i <= 3; i++) {
            Samples.put(view, member(i).withStatus(Status.DEAD), 0);
            brake.silentDeath(SECOND);
        }
        accuse(view, 4, 4);

        assertThat(brake.holds(0, SECOND + LONGEST)).isTrue();
        assertThat(brake.holds(0, SECOND + LONGEST + 1)).isFalse();
    }

    @Test
    void a_partition_is_told_once_until_the_brake_is_armed_again_below_half_of_its_threshold() {
        View view = Samples.viewOf(16);
        Brake brake = brake(view);
        accuse(view, 1, 6);
        assertThat(brake.holds(0, 0)).isTrue();
        assertThat(brake.holds(SECOND, SECOND)).isTrue();
        assertThat(pulled).hasSize(1);

        recover(view, 4, 6);
        assertThat(brake.holds(0, 0)).as("3 of 4 allowed").isFalse();
        accuse(view, 7, 9);
        assertThat(brake.holds(0, 0)).isTrue();
        assertThat(pulled).as("not armed again yet").hasSize(1);

        recover(view, 7, 9);
        recover(view, 3, 3);
        assertThat(brake.holds(0, 0)).as("2 of 4 allowed").isFalse();
        accuse(view, 10, 13);
        assertThat(brake.holds(0, 0)).isTrue();
        assertThat(pulled).hasSize(2);
    }

    private static void recover(View view, int from, int to) {
        for (int i = from; i <= to; i++) {
            Samples.put(view, member(i).withIncarnation(1), 0);
        }
    }
}
