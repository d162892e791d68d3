package dev.grapevine.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordOrderTest {

    private static final RecordOrder ORDER = new RecordOrder();

    /** Each record as generation/incarnation/status. */
    @ParameterizedTest
    @CsvSource({
        // a restart replaces its predecessor, whatever became of that
        "2/0/ALIVE,   1/0/ALIVE",
        "2/0/ALIVE,   1/9/SUSPECT",
        "2/0/ALIVE,   1/9/DEAD",
        "2/0/ALIVE,   1/9/LEFT",
        "2/0/DEAD,    1/9/LEFT",
        // generations are unsigned
        "-1/0/ALIVE,  9223372036854775807/0/LEFT",
        // who left said so itself: nothing that is said of that life matters any more
        "1/0/LEFT,    1/0/ALIVE",
        "1/0/LEFT,    1/9/ALIVE",
        "1/0/LEFT,    1/9/SUSPECT",
        "1/0/LEFT,    1/9/DEAD",
        "1/1/LEFT,    1/0/LEFT",
        // a refutation beats what it refutes
        "1/1/ALIVE,   1/0/ALIVE",
        "1/1/ALIVE,   1/0/SUSPECT",
        "1/1/ALIVE,   1/0/DEAD",
        "1/1/SUSPECT, 1/0/DEAD",
        "1/-1/ALIVE,  1/9223372036854775807/DEAD",
        // of one incarnation the worse is believed
        "1/0/SUSPECT, 1/0/ALIVE",
        "1/0/DEAD,    1/0/ALIVE",
        "1/0/DEAD,    1/0/SUSPECT"
    })
    void the_left_record_overrides_the_right_one(String larger, String smaller) {
        MemberRecord a = fact(larger);
        MemberRecord b = fact(smaller);

        assertThat(ORDER.compare(a, b)).isPositive();
        assertThat(ORDER.compare(b, a)).isNegative();
        assertThat(compareFact(a, b)).isPositive();
        assertThat(compareFact(b, a)).isNegative();

        View view = new View(1);
        Samples.put(view, b, 0);
        View.Change change = view.merge(a, 1);
        assertThat(change).isNotNull();
        assertThat(change.before()).isEqualTo(b);
        assertThat(change.after()).isEqualTo(a);
        assertThat(view.merge(b, 2)).isNull();
        assertThat(Samples.entry(view, 1).record()).isEqualTo(a);
    }

    @Test
    void a_record_does_not_override_itself() {
        for (Status status : Status.values()) {
            MemberRecord record = Samples.member(1).withStatus(status);
            assertThat(ORDER.compare(record, record)).isZero();
            View view = new View(1);
            Samples.put(view, record, 0);
            assertThat(view.merge(record, 1)).isNull();
        }
    }

    @Test
    void records_that_differ_in_other_fields_only_are_never_equal_but_for_the_state_version() {
        Address one = Samples.address(1);
        Address two = Samples.address(2);
        List<MemberRecord> ascending = List.of(
                rest(List.of(), "z", 9, 9, 9),
                rest(List.of(one), "", 1, 1, 1_000),
                rest(List.of(one), "", 1, 1, 1_001),
                rest(List.of(one), "", 1, 2, 1),
                rest(List.of(one), "", 2, 2, 1),
                rest(List.of(one), "eu", 1, 1, 1),
                rest(List.of(one), "us", 1, 1, 1),
                rest(List.of(two), "", 1, 1, 1),
                rest(List.of(one, one), "", 1, 1, 1),
                rest(List.of(one, two), "", 1, 1, 1));
        List<MemberRecord> shuffled = new ArrayList<>(ascending);
        Collections.shuffle(shuffled, new Random(7));
        shuffled.sort(ORDER);

        assertThat(shuffled).isEqualTo(ascending);
        assertThat(ORDER.compare(Samples.member(1), Samples.member(1).withStateVersion(9)))
                .isZero();
    }

    private static MemberRecord rest(List<Address> addresses, String zone, int min, int max, int period) {
        return new MemberRecord("m1", 1, 0, Status.ALIVE, addresses, zone, min, max, period, 0);
    }

    private static MemberRecord fact(String text) {
        String[] parts = text.split("/");
        return Samples.member(1)
                .withGeneration(Long.parseLong(parts[0]))
                .withIncarnation(Long.parseLong(parts[1]))
                .withStatus(Status.valueOf(parts[2]));
    }

    private static int compareFact(MemberRecord a, MemberRecord b) {
        return RecordOrder.compareFact(
                a.generation(), a.incarnation(), a.status(), b.generation(), b.incarnation(), b.status());
    }
}
