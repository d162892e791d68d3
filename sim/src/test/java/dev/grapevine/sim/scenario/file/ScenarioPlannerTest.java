package dev.grapevine.sim.scenario.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScenarioPlannerTest {

    @Test
    void a_share_is_drawn_by_the_seed_from_the_running_members() {
        ParsedFile file = ParsedFile.of("members: 20", "timeline: [{at: 10s, do: crash 10%}]");
        assertThat(file.operations(1))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(line -> line.startsWith("10s crash n"));
        assertThat(file.operations(1)).isEqualTo(file.operations(1));
        Set<List<String>> drawn = new HashSet<>();
        for (int seed = 1; seed <= 10; seed++) {
            drawn.add(file.operations(seed));
        }
        assertThat(drawn).hasSizeGreaterThan(5);
    }

    @Test
    void a_share_is_at_least_one_member_and_all_of_them_at_most() {
        assertThat(ParsedFile.of("timeline: [{at: 10s, do: crash 1%}]").operations())
                .hasSize(1);
        assertThat(ParsedFile.of("timeline: [{at: 10s, do: crash 0%}]").operations())
                .isEmpty();
        assertThat(ParsedFile.of("timeline: [{at: 10s, do: crash 9}]").operations())
                .hasSize(5);
    }

    @Test
    void no_member_is_killed_twice_and_stopped_members_start_again() {
        assertThat(ParsedFile.of(
                                "members: 3",
                                "timeline:",
                                "  - {at: 10s, do: crash n1}",
                                "  - {at: 20s, do: crash 5}",
                                "  - {at: 30s, do: restart stopped}")
                        .operations())
                .containsExactly(
                        "10s crash n1",
                        "20s crash n2",
                        "20s crash n3",
                        "30s restart n1",
                        "30s restart n2",
                        "30s restart n3");
    }

    @Test
    void a_hung_member_is_left_alone_until_it_resumes() {
        assertThat(ParsedFile.of(
                                "members: 2",
                                "timeline:",
                                "  - {at: 10s, do: hang n1}",
                                "  - {at: 11s, do: pause 2 3s}",
                                "  - {at: 12s, do: crash 2}",
                                "  - {at: 13s, do: resume hung}",
                                "  - {at: 15s, do: leave 2}")
                        .operations())
                .containsExactly("10s hang n1", "11s pause n2 3s", "13s resume n1", "15s leave n1", "15s leave n2");
    }

    @Test
    void every_repeats_from_its_beginning_to_its_end() {
        assertThat(ParsedFile.of("timeline: [{every: 10s, from: 5s, until: 35s, do: heal}]")
                        .operations())
                .containsExactly("5s heal", "15s heal", "25s heal");
        assertThat(ParsedFile.of("duration: 30s", "timeline: [{every: 10s, do: heal}]")
                        .operations())
                .containsExactly("10s heal", "20s heal");
    }

    @Test
    void next_selects_one_member_after_another() {
        assertThat(ParsedFile.of("members: 3", "timeline: [{every: 15s, do: pause next 1s}]")
                        .operations())
                .containsExactly("15s pause n1 1s", "30s pause n2 1s", "45s pause n3 1s");
    }

    @Test
    void durations_are_drawn_between_their_bounds_for_each_member() {
        List<String> pauses = ParsedFile.of("members: 40", "timeline: [{at: 10s, do: pause all 1s..2s}]")
                .operations();
        assertThat(pauses).hasSize(40).allMatch(line -> line.matches("10s pause n\\d+ (1(\\.\\d{1,3})?|2)s"));
        assertThat(pauses.stream().map(line -> line.replaceAll(".* ", "")).distinct())
                .hasSizeGreaterThan(20);
    }

    @Test
    void groups_do_not_overlap_and_stay_the_same() {
        List<String> operations = ParsedFile.of(
                        "members: 4",
                        "groups: {one: 2, other: 50%}",
                        "timeline:",
                        "  - {at: 10s, do: crash one}",
                        "  - {at: 20s, do: crash other}",
                        "  - {at: 30s, do: restart one}")
                .operations();
        // half of the two that are left
        assertThat(operations).hasSize(5);
        assertThat(Set.of(
                        operations.get(0).replace("10s crash ", ""),
                        operations.get(1).replace("10s crash ", "")))
                .isEqualTo(Set.of(
                        operations.get(3).replace("30s restart ", ""),
                        operations.get(4).replace("30s restart ", "")))
                .doesNotContain(operations.get(2).replace("20s crash ", ""));
    }

    @Test
    void a_change_to_links_keeps_all_and_zones_and_names_other_members() {
        assertThat(ParsedFile.of(
                                "members: 3",
                                "zones: a,b",
                                "timeline:",
                                "  - at: 10s",
                                "    do:",
                                "      - loss n1,n2 -> * 80%",
                                "      - delay @a -> @b 1ms..5ms",
                                "      - flip all -> n3 20s")
                        .operations())
                .containsExactly("10s loss n1,n2 -> * 80%", "10s delay @a -> @b 1ms..5ms", "10s flip * -> n3 20s");
    }

    @Test
    void a_partition_names_its_groups() {
        assertThat(ParsedFile.of("members: 4", "zones: a,b", "timeline: [{at: 10s, do: partition @a | n2}]")
                        .operations())
                .containsExactly("10s partition n1,n3 | n2");
    }

    @Test
    void rules_of_the_network_outlast_a_heal() {
        assertThat(ParsedFile.of("network: {rules: [loss * -> n2 5%]}", "timeline: [{at: 10s, do: heal}]")
                        .operations())
                .containsExactly("0s loss * -> n2 5%", "10s heal", "10s loss * -> n2 5%");
    }

    @Test
    void new_members_continue_the_numbering_and_the_zones() {
        assertThat(ParsedFile.of("members: 3", "zones: a,b", "timeline: [{at: 10s, do: [start 2, crash n5]}]")
                        .operations())
                .containsExactly("10s start n4 zone=b seeds=n1", "10s start n5 zone=a seeds=n1", "10s crash n5");
    }

    @Test
    void kill_is_a_crash_at_half_of_the_duration() {
        assertThat(ParsedFile.of("duration: 90s", "kill: n2,n4").operations())
                .containsExactly("45s crash n2", "45s crash n4");
    }
}
