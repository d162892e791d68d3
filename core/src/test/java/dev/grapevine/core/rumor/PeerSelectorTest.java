package dev.grapevine.core.rumor;

import static dev.grapevine.core.view.Samples.entry;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerSelectorTest {

    private static PeerSelector selector(View view, long seed) {
        return new PeerSelector(Settings.of(Profile.LAN), view, entry(view, 1), new Random(seed));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 2", "4, 3", "5, 4", "6, 4", "100, 4"})
    void the_fanout_is_four_other_members_or_all_others_if_there_are_fewer(int n, int expected) {
        View view = Samples.viewOf(n);
        for (int seed = 0; seed < 20; seed++) {
            assertThat(selector(view, seed).pushTargets()).hasSize(expected).doesNotContain(entry(view, 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 0", "2, 3, 1", "3, 3, 2", "4, 3, 3", "8, 3, 3", "50, 3, 3", "5, 0, 0"})
    void random_choice_never_takes_a_member_twice(int n, int count, int expected) {
        View view = Samples.viewOf(n);
        for (int seed = 0; seed < 20; seed++) {
            List<MemberEntry> chosen = selector(view, seed).random(count, entry -> true);
            assertThat(chosen).hasSize(expected).doesNotHaveDuplicates().doesNotContain(entry(view, 1));
        }
    }

    @Test
    void dead_members_and_members_without_an_address_are_not_chosen() {
        View view = Samples.viewOf(12);
        Samples.put(view, member(2).withStatus(Status.DEAD), 0);
        Samples.put(view, member(3).withStatus(Status.LEFT), 0);
        Samples.put(view, member(4).withIncarnation(1).withAddresses(List.of()), 0);
        Set<String> chosen = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            selector(view, seed).random(3, entry -> true).forEach(entry -> chosen.add(entry.name()));
        }
        assertThat(chosen).containsExactlyInAnyOrder("m5", "m6", "m7", "m8", "m9", "m10", "m11", "m12");
    }

    @Test
    void only_wanted_members_are_chosen_even_if_they_are_few() {
        View view = Samples.viewOf(4);
        assertThat(selector(view, 1).random(3, entry -> entry.name().equals("m3")))
                .containsExactly(entry(view, 3));
    }
}
