package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of two running processes of one name exactly one stays, whatever the network does: never none, never two. */
class NameConflictFaultsTest {

    private static final int SEEDS = 20;

    /** The processes on the hosts n3 and n9 have the name n3; copies have the same generation too. */
    private static PeerFactory namesakes(boolean copies) {
        long[] generation = new long[1];
        return (config, strategies, random, port, now) -> {
            PeerConfig changed = config;
            if (List.of("n3", "n9").contains(config.name())) {
                generation[0] = generation[0] == 0 || !copies ? config.generation() : generation[0];
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

    /** Two clusters with one of the two processes each, in random order. */
    private static Scenario.Builder clusters(int members, Random random) {
        List<String> left = new ArrayList<>(List.of("n3"));
        List<String> right = new ArrayList<>(List.of("n9"));
        for (int i = 2; i < members; i++) {
            (i == 2 || i > 3 && random.nextBoolean() ? left : right).add((random.nextBoolean() ? "a" : "z") + i);
        }
        Scenario.Builder scenario = Scenario.builder();
        List<List<String>> sides = random.nextBoolean() ? List.of(left, right) : List.of(right, left);
        for (List<String> side : sides) {
            String last = side.get(side.size() - 1);
            side.forEach(host -> scenario.then("start " + host + " seeds=" + last));
            scenario.run(random.nextInt(1, 5) + "s");
        }
        return scenario.run("10s");
    }

    private static void exactlyOneStays(long seed, Scenario.Builder scenario, boolean copies) {
        Trace trace = Trace.of(seed, scenario.build(), namesakes(copies));
        List<String> told = trace.all(PeerEvent.NameConflict.class).stream()
                .map(Trace.Observed::observer)
                .distinct()
                .sorted()
                .toList();
        List<String> ended = trace.all(PeerEvent.NameConflict.class).stream()
                .filter(entry -> ((PeerEvent.NameConflict) entry.event()).fatal())
                .map(Trace.Observed::observer)
                .toList();
        assertThat(told).as("told, seed %d", seed).containsExactly("n3", "n9");
        assertThat(ended).as("ended, seed %d", seed).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"3, 0%", "3, 10%", "3, 30%", "4, 0%", "4, 30%", "8, 0%", "8, 10%", "8, 30%"})
    void where_two_clusters_meet_with_loss_exactly_one_stays(int members, String loss) {
        LongStream.range(0, SEEDS).forEach(seed -> {
            Random random = new Random(seed);
            exactlyOneStays(
                    seed,
                    clusters(members, random)
                            .then("loss * -> * " + loss)
                            .then("join n3 n9")
                            .run("120s"),
                    false);
        });
    }

    @ParameterizedTest
    @CsvSource({"3, 0%", "3, 10%", "3, 30%", "4, 0%", "4, 30%", "8, 0%", "8, 10%", "8, 30%"})
    void of_two_running_copies_known_to_different_members_exactly_one_stays(int members, String loss) {
        LongStream.range(0, SEEDS).forEach(seed -> {
            Random random = new Random(seed);
            exactlyOneStays(
                    seed,
                    clusters(members, random)
                            .then("loss * -> * " + loss)
                            .then("join n3 n9")
                            .run("120s"),
                    true);
        });
    }

    @ParameterizedTest
    @CsvSource({"0%", "10%", "30%"})
    void across_a_partition_that_heals_exactly_one_stays(String loss) {
        LongStream.range(0, SEEDS).forEach(seed -> {
            Random random = new Random(seed);
            int left = random.nextInt(2, 5);
            List<String> one = new ArrayList<>();
            List<String> two = new ArrayList<>();
            for (int i = 1; i <= 6; i++) {
                (i == 3 || i != 4 && one.size() < left ? one : two).add("n" + i);
            }
            exactlyOneStays(
                    seed,
                    Scenario.builder()
                            .then("start n9 seeds=" + two.get(0))
                            .run("1ms")
                            .then("crash n9")
                            .run("10ms")
                            .startAll(6)
                            .run("10s")
                            .then("loss * -> * " + loss)
                            .then("partition " + String.join(",", one) + " | " + String.join(",", two) + ",n9")
                            .run(random.nextInt(3, 40) + "s")
                            .then("restart n9")
                            .run(random.nextInt(15, 40) + "s")
                            .then("heal")
                            .run("120s"),
                    random.nextBoolean());
        });
    }
}
