package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.scenario.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the failure detector promises, over many seeds. {@code -Dgrapevine.sim.proof=100 -Dgrapevine.sim.members=128} is the
 * proof; a few seeds of a small cluster are the test. A failure reports the seed.
 */
class DetectionProofTest {

    private static final int SEEDS = Integer.getInteger("grapevine.sim.proof", 2);
    private static final int MEMBERS = Integer.getInteger("grapevine.sim.members", 32);
    private static final long SECOND = 1_000_000_000L;

    private static List<String> pick(long seed, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= MEMBERS; i++) {
            names.add("n" + i);
        }
        Collections.shuffle(names, new Random(seed));
        return names.subList(0, count);
    }

    private static Scenario.Builder settled(long seed) {
        return Scenario.builder()
                .settleAll(MEMBERS)
                .run("8s")
                .run(DurationFormat.format(new Random(seed).nextLong(2 * SECOND)));
    }

    /** One member in a hundred, and at least one. */
    private static List<String> few(long seed) {
        return pick(seed, Math.max(1, (MEMBERS + 50) / 100));
    }

    private static Scenario scenario(String name, long seed) {
        Scenario.Builder scenario = settled(seed);
        switch (name) {
            case "pauses" -> {
                for (int i = 0; i < 6; i++) {
                    pick(seed, MEMBERS / 8).forEach(member -> scenario.then("pause " + member + " 5s"));
                    scenario.run("10s");
                }
            }
            case "gc-pauses" -> {
                Random random = new Random(seed);
                for (int i = 0; i < 60; i++) {
                    scenario.then("pause n" + (1 + random.nextInt(MEMBERS)) + " " + (100 + random.nextInt(3_900))
                                    + "ms")
                            .run("1s");
                }
            }
            case "loss" -> scenario.then("loss * -> * 10%").run("60s");
            case "one-way-loss" -> few(seed).forEach(member -> scenario.then("loss " + member + " -> * 80%"));
            case "flip-flop-in" -> few(seed).forEach(member -> scenario.then("flip * -> " + member + " 20s"));
            case "flip-flop-out" -> few(seed).forEach(member -> scenario.then("flip " + member + " -> * 20s"));
            default -> throw new IllegalArgumentException(name);
        }
        return scenario.run(name.contains("-way") || name.startsWith("flip") ? "120s" : "20s")
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pauses", "gc-pauses", "loss", "one-way-loss", "flip-flop-in", "flip-flop-out"})
    void no_healthy_member_is_declared_dead(String name) {
        Map<Long, Set<String>> wrong = new HashMap<>();
        LongStream.rangeClosed(1, SEEDS)
                .parallel()
                .mapToObj(seed -> Map.entry(seed, healthyDead(name, seed)))
                .filter(found -> !found.getValue().isEmpty())
                .sequential()
                .forEach(found -> wrong.put(found.getKey(), found.getValue()));
        assertThat(wrong).as("seeds with healthy members declared dead").isEmpty();
    }

    private static Set<String> healthyDead(String name, long seed) {
        Set<String> dead = new TreeSet<>();
        Trace.of(seed, scenario(name, seed))
                .failures()
                .forEach(failed -> dead.add(failed.member().name()));
        if (name.contains("-way") || name.startsWith("flip")) {
            dead.removeAll(few(seed));
        }
        return dead;
    }

    /** Over all seeds, all members know of a hang after 6.5 s at most in the median, and after 8 s at most. */
    @Test
    void a_hang_is_known_to_all_in_time() {
        List<Double> slowest = LongStream.rangeClosed(1, SEEDS)
                .parallel()
                .mapToObj(DetectionProofTest::hang)
                .sorted()
                .toList();
        assertThat(slowest.get(slowest.size() / 2))
                .as("median of %s", slowest)
                .isLessThanOrEqualTo(SEEDS < 10 ? 8 : 6.5);
        assertThat(slowest.get(slowest.size() - 1)).as("slowest of %s", slowest).isLessThanOrEqualTo(8);
    }

    private static double hang(long seed) {
        String victim = pick(seed, 1).get(0);
        Scenario scenario = settled(seed).then("hang " + victim).run("10s").build();
        Trace trace = Trace.of(seed, scenario);
        Map<String, Long> deaths = trace.deathsOf(victim);
        assertThat(deaths).as("seed " + seed).hasSize(MEMBERS - 1);
        assertThat(trace.all(PeerEvent.Failed.class)).as("seed " + seed).hasSize(MEMBERS - 1);
        return (Collections.max(deaths.values()) - (scenario.duration() - 10 * SECOND)) / 1e9;
    }
}
