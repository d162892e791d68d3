package dev.grapevine.core.view;

import static dev.grapevine.core.view.Samples.member;
import static dev.grapevine.core.view.Samples.viewOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RosterTest {

    private static final int CIRCLES = 3;

    private static List<MemberRecord> members(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Samples::member).toList();
    }

    private static View alone(int number) {
        View view = new View(CIRCLES);
        view.merge(member(number), 0);
        return view;
    }

    @Test
    void a_view_that_adopted_a_roster_is_the_view_of_one_that_heard_of_all() {
        View heard = viewOf(40);
        View adopted = alone(17);
        MemberEntry self = adopted.get(member(17).name());
        adopted.adopt(Roster.of(members(40), CIRCLES), 0);

        assertThat(adopted.hash()).isEqualTo(heard.hash());
        assertThat(adopted.bucketHashes()).isEqualTo(heard.bucketHashes());
        assertThat(adopted.liveId()).isEqualTo(heard.liveId());
        assertThat(adopted.live()).isEqualTo(40);
        assertThat(adopted.get(member(17).name())).isSameAs(self);
        for (int i = 1; i <= 40; i++) {
            MemberRecord record = member(i);
            assertThat(adopted.at(record.addresses().get(0))).isSameAs(adopted.get(record.name()));
            for (int circle = 0; circle < CIRCLES; circle++) {
                assertThat(next(adopted, record, circle)).isEqualTo(next(heard, record, circle));
            }
        }
    }

    private static String next(View view, MemberRecord from, int circle) {
        MemberEntry entry = Objects.requireNonNull(view.get(from.name()));
        return Objects.requireNonNull(view.rings().next(entry, circle, other -> true))
                .name();
    }

    @Test
    void only_a_member_of_it_that_knows_nobody_adopts_a_roster() {
        Roster roster = Roster.of(members(5), CIRCLES);
        assertThatThrownBy(() -> alone(6).adopt(roster, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> viewOf(5).adopt(roster, 0))
                .hasMessage("a roster is adopted by a member of it that knows nobody else");
        assertThatThrownBy(() -> alone(1).adopt(Roster.of(members(5), 2), 0))
                .hasMessage("the roster is in order of 2 circles, the view has 3");
    }
}
