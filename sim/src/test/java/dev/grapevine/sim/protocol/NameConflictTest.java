package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.scenario.Scenario;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two processes with one name: on host n9 a process runs that is named n3, like the one on host n3. */
class NameConflictTest {

    private static final long SECOND = 1_000_000_000L;

    /** Peers of which the one on host n9 is named n3. */
    private static PeerFactory namesakes() {
        return (config, strategies, random, port, now) -> PeerFactory.STANDARD.create(
                config.name().equals("n9")
                        ? new PeerConfig(
                                "n3",
                                config.generation(),
                                config.cluster(),
                                config.addresses(),
                                config.zone(),
                                config.seeds(),
                                config.remembered(),
                                config.discover(),
                                config.expect(),
                                config.settings())
                        : config,
                strategies,
                random,
                port,
                now);
    }

    private static Trace play(long seed, Scenario.Builder scenario) {
        return Trace.of(seed, scenario.build(), namesakes());
    }

    /** The hosts whose processes gave the name up. */
    private static List<String> ended(Trace trace) {
        return trace.all(PeerEvent.NameConflict.class).stream()
                .filter(entry -> ((PeerEvent.NameConflict) entry.event()).fatal())
                .map(Trace.Observed::observer)
                .toList();
    }

    /** The hosts whose processes told of the conflict. */
    private static Set<String> told(Trace trace) {
        Set<String> told = new TreeSet<>();
        trace.all(PeerEvent.NameConflict.class).forEach(entry -> told.add(entry.observer()));
        return told;
    }

    /** What members other than the two said of n3 from a moment on. */
    private static List<Trace.Observed> newsOfN3(Trace trace, long from) {
        return trace.all(PeerEvent.Membership.class).stream()
                .filter(entry -> entry.at() >= from)
                .filter(entry -> !List.of("n3", "n9").contains(entry.observer()))
                .filter(entry ->
                        ((PeerEvent.Membership) entry.event()).member().name().equals("n3"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void an_impostor_refuses_to_start_and_nobody_hears_of_it(long seed) {
        Trace trace = play(
                seed,
                Scenario.builder()
                        .startAll(5)
                        .run("15s")
                        .then("start n9 seeds=n1,n2")
                        .run("30s"));
        assertThat(ended(trace)).containsExactly("n9");
        assertThat(told(trace)).containsExactly("n3", "n9");
        assertThat(newsOfN3(trace, 15 * SECOND)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10ms", "100ms", "600ms", "4s", "9s"})
    void an_impostor_that_is_told_to_leave_takes_nobody_with_it(String after) {
        Trace trace = play(
                3,
                Scenario.builder()
                        .startAll(5)
                        .run("15s")
                        .then("start n9 seeds=n1,n2")
                        .run(after)
                        .then("leave n9")
                        .run("30s"));
        assertThat(ended(trace)).isEmpty();
        assertThat(newsOfN3(trace, 15 * SECOND)).isEmpty();
    }

    /** The clusters are n1 to n{@code left}, n3 among them, and m1 and so on, with n9. */
    private static Scenario.Builder meeting(int left, int right, boolean rightFirst) {
        Scenario.Builder scenario = Scenario.builder();
        StringBuilder one = new StringBuilder("n3");
        StringBuilder two = new StringBuilder("n9");
        for (int i = 1; i < left; i++) {
            one.append(",a").append(i);
        }
        for (int i = 1; i < right; i++) {
            two.append(",b").append(i);
        }
        // Seeds have to be known, so all hosts are started before the network parts.
        String[] first = (rightFirst ? two : one).toString().split(",");
        String[] second = (rightFirst ? one : two).toString().split(",");
        for (String host : first) {
            scenario.then("start " + host + " seeds=" + first[first.length - 1]);
        }
        scenario.run("2s");
        for (String host : second) {
            scenario.then("start " + host + " seeds=" + second[second.length - 1]);
        }
        return scenario.run("15s").then("join " + first[first.length - 1] + " " + second[second.length - 1]);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 7, true, 1", "3, 7, false, 2", "7, 3, true, 3", "7, 3, false, 4", "2, 12, true, 5", "2, 12, false, 6",
        "12, 2, true, 7", "12, 2, false, 8", "4, 30, true, 9", "30, 4, true, 10", "3, 4, true, 11", "4, 3, true, 12"
    })
    void where_two_clusters_meet_the_one_stays_that_more_members_had_met(
            int left, int right, boolean rightFirst, long seed) {
        Trace trace = play(seed, meeting(left, right, rightFirst).run("40s"));
        assertThat(ended(trace)).containsExactly(left > right ? "n9" : "n3");
        assertThat(told(trace)).containsExactly("n3", "n9");
    }

    @ParameterizedTest
    @CsvSource({"2, true, 1", "2, false, 2", "4, true, 3", "4, false, 4", "9, true, 5", "9, false, 6"})
    void where_as_many_had_met_both_the_older_one_stays(int size, boolean rightFirst, long seed) {
        Trace trace = play(seed, meeting(size, size, rightFirst).run("40s"));
        assertThat(ended(trace)).containsExactly(rightFirst ? "n3" : "n9");
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 2"})
    void two_that_nobody_has_met_both_tell_the_conflict_and_the_first_to_be_met_stays(boolean rightFirst, long seed) {
        Trace trace = play(
                seed,
                meeting(1, 1, rightFirst).run("40s").then("start c1 seeds=n9").run("60s"));
        assertThat(told(trace)).containsExactly("n3", "n9");
        assertThat(ended(trace)).containsExactly("n3");
        assertThat(trace.all(PeerEvent.NameConflict.class)).hasSizeLessThanOrEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"1, 1s", "2, 3s", "3, 10s", "4, 60s", "5, 200s"})
    void a_process_that_wakes_when_its_successor_was_met_is_the_one_that_ends(long seed, String asleep) {
        Trace trace = play(
                seed,
                Scenario.builder()
                        .startAll(6)
                        .run("20s")
                        .then("hang n3")
                        .run("1s")
                        .then("start n9 seeds=n1,n2")
                        .run(asleep)
                        .run("3s")
                        .then("resume n3")
                        .run("40s"));
        assertThat(ended(trace)).containsExactly("n3");
    }

    @Test
    void a_process_that_wakes_alone_has_no_conflict() {
        Trace trace = play(
                1,
                Scenario.builder()
                        .startAll(6)
                        .run("20s")
                        .then("hang n3")
                        .run("30s")
                        .then("resume n3")
                        .run("40s"));
        assertThat(told(trace)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_copy_that_joins_refuses_to_start(long seed) {
        Trace trace = Trace.of(
                seed,
                Scenario.builder()
                        .startAll(5)
                        .run("15s")
                        .then("start n9 seeds=n1,n2")
                        .run("30s")
                        .build(),
                copies());
        assertThat(ended(trace)).containsExactly("n9");
        assertThat(newsOfN3(trace, 15 * SECOND)).isEmpty();
    }

    /** Both processes have the same generation, as those of a machine that was copied while it ran. */
    private static PeerFactory copies() {
        long[] generation = new long[1];
        return (config, strategies, random, port, now) -> {
            PeerConfig changed = config;
            if (List.of("n3", "n9").contains(config.name())) {
                generation[0] = generation[0] == 0 ? config.generation() : generation[0];
                changed = new PeerConfig(
                        "n3",
                        generation[0],
                        config.cluster(),
                        config.addresses(),
                        config.zone(),
                        config.seeds(),
                        config.remembered(),
                        config.discover(),
                        config.expect(),
                        config.settings());
            }
            return PeerFactory.STANDARD.create(changed, strategies, random, port, now);
        };
    }
}
