package dev.grapevine.core.failure;

import static dev.grapevine.core.view.Samples.entry;
import static dev.grapevine.core.view.Samples.in;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WitnessesTest {

    private static View view(int n, long seed, IntFunction<MemberRecord> record) {
        List<MemberRecord> records = new ArrayList<>();
        for (int i = 1; i <= n; i++) {
            records.add(record.apply(i));
        }
        Collections.shuffle(records, new Random(seed));
        View view = new View(3);
        records.forEach(one -> Samples.put(view, one, 0));
        return view;
    }

    private static List<String> of(View view, int subject, int count) {
        return new Witnesses(view)
                .of(entry(view, subject), count, entry -> true).stream()
                        .map(MemberEntry::name)
                        .toList();
    }

    private static MemberRecord at(int i, int host) {
        return member(i).withAddresses(List.of(Address.ipv4(10 << 24 | host, 7_000 + i)));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16, 128})
    void all_agree_on_them_without_talking(int n) {
        View one = view(n, 1, Samples::member);
        View other = view(n, 2, Samples::member);
        for (int i = 1; i <= n; i++) {
            assertThat(of(one, i, 3))
                    .isEqualTo(of(other, i, 3))
                    .hasSize(3)
                    .doesNotHaveDuplicates()
                    .doesNotContain("m" + i);
        }
    }

    @Test
    void where_there_are_fewer_all_others_are() {
        View view = Samples.viewOf(3);
        assertThat(of(view, 1, 3)).containsExactlyInAnyOrder("m2", "m3");
        assertThat(of(Samples.viewOf(1), 1, 3)).isEmpty();
        assertThat(of(view, 1, 0)).isEmpty();
    }

    @Test
    void only_the_alive_are_and_the_next_in_rank_step_in() {
        View view = Samples.viewOf(16);
        List<String> four = of(view, 1, 4);
        Samples.put(view, member(Integer.parseInt(four.get(0).substring(1))).withStatus(Status.SUSPECT), 0);

        assertThat(of(view, 1, 3)).isEqualTo(four.subList(1, 4));
    }

    @Test
    void a_death_changes_nothing_for_those_it_was_no_witness_of() {
        View before = Samples.viewOf(64);
        View after = Samples.viewOf(64);
        Samples.put(after, member(7).withStatus(Status.DEAD), 0);
        for (int i = 1; i <= 64; i++) {
            List<String> witnesses = of(before, i, 3);
            if (i != 7 && !witnesses.contains("m7")) {
                assertThat(of(after, i, 3)).isEqualTo(witnesses);
            }
        }
    }

    @Test
    void those_on_other_hosts_come_first_each_on_a_host_of_its_own() {
        View view = view(12, 1, i -> at(i, (i - 1) / 3));
        for (int i = 1; i <= 12; i++) {
            Set<String> hosts = new TreeSet<>();
            for (MemberEntry witness : new Witnesses(view).of(entry(view, i), 3, entry -> true)) {
                hosts.add(witness.record().addresses().get(0).host());
            }
            assertThat(hosts).hasSize(3);
            assertThat(hosts)
                    .doesNotContain(entry(view, i).record().addresses().get(0).host());
        }
    }

    @Test
    void of_those_on_hosts_of_their_own_distinct_zones_come_first() {
        View view = view(9, 1, i -> in("zone" + i % 3, member(i)));
        for (int i = 1; i <= 9; i++) {
            Set<String> zones = new TreeSet<>();
            new Witnesses(view)
                    .of(entry(view, i), 3, entry -> true)
                    .forEach(witness -> zones.add(witness.record().zone()));
            assertThat(zones).hasSize(3);
        }
    }

    @Test
    void on_one_host_alone_others_there_must_do() {
        View view = view(5, 1, i -> at(i, 1));
        assertThat(of(view, 1, 3)).hasSize(3).doesNotHaveDuplicates().doesNotContain("m1");
    }

    @Test
    void those_who_are_not_eligible_are_passed_over() {
        View view = Samples.viewOf(8);
        String first = of(view, 1, 1).get(0);
        assertThat(new Witnesses(view)
                        .of(entry(view, 1), 3, entry -> !entry.name().equals(first)))
                .hasSize(3)
                .noneMatch(entry -> entry.name().equals(first));
    }

    @Test
    void those_of_the_first_eight_ranks_stand_by_give_or_take_chance() {
        View view = view(100, 1, i -> at(i, i));
        Witnesses witnesses = new Witnesses(view);
        int standing = 0;
        int firsts = 0;
        for (int i = 1; i <= 100; i++) {
            List<MemberEntry> subjects = witnesses.standsBy(entry(view, i), 8);
            assertThat(subjects).doesNotContain(entry(view, i));
            standing += subjects.size();
            MemberEntry first =
                    entry(view, Integer.parseInt(of(view, i, 1).get(0).substring(1)));
            firsts += witnesses.standsBy(first, 8).contains(entry(view, i)) ? 1 : 0;
        }
        assertThat(standing / 100.0).isBetween(7.0, 9.0);
        assertThat(firsts).isGreaterThan(97);
    }

    @Test
    void the_dead_take_no_place_among_those_who_stand_by() {
        View view = view(500, 1, Samples::member);
        for (int i = 101; i <= 500; i++) {
            view.merge(entry(view, i).record().withStatus(Status.DEAD), 0);
        }
        Witnesses witnesses = new Witnesses(view);
        int standing = 0;
        for (int i = 1; i <= 100; i++) {
            standing += witnesses.standsBy(entry(view, i), 8).size();
        }
        assertThat(standing / 100.0).isBetween(7.0, 9.0);
    }

    @Test
    void in_a_small_cluster_everybody_stands_by_everybody_else() {
        View view = view(5, 1, Samples::member);
        assertThat(new Witnesses(view).standsBy(entry(view, 1), 8)).hasSize(4);
    }
}
