package dev.grapevine.sim;

import static org.assertj.core.api.Assertions.fail;

import dev.grapevine.sim.invariant.InvariantViolation;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.scenario.RandomFaults;
import dev.grapevine.sim.scenario.Scenario;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Clusters under random faults. {@code -Dgrapevine.sim.seeds=5000} sets how many, {@code -Dgrapevine.sim.first=...} the first
 * seed. A failure prints its seed and the smallest scenario found that still fails.
 */
class RandomFaultsTest {

    private static final long SEEDS = Long.getLong("grapevine.sim.seeds", 500);
    private static final long FIRST = Long.getLong("grapevine.sim.first", 0);

    @Test
    void under_any_faults_no_invariant_is_violated() {
        check(LongStream.range(FIRST, FIRST + SEEDS / 2), RandomFaults::wild);
    }

    @Test
    void under_mild_faults_no_running_member_is_declared_dead_either() {
        check(LongStream.range(FIRST, FIRST + SEEDS - SEEDS / 2), RandomFaults::bounded);
    }

    @Test
    void in_sealed_clusters_no_invariant_is_violated_either() {
        LongStream seeds = LongStream.range(FIRST, FIRST + SEEDS / 10);
        check(seeds, seed -> kind(seed).sealing());
    }

    private static Scenario kind(long seed) {
        return switch ((int) (seed % 3)) {
            case 0 -> RandomFaults.wild(seed);
            case 1 -> RandomFaults.bounded(seed);
            default -> RandomFaults.sealed(seed);
        };
    }

    @Test
    void strangers_that_attack_violate_no_invariant() {
        check(LongStream.range(FIRST, FIRST + SEEDS / 20), RandomFaults::hostile);
    }

    private static void check(LongStream seeds, LongFunction<Scenario> scenario) {
        Optional<InvariantViolation> violation = seeds.parallel()
                .mapToObj(seed -> run(seed, scenario.apply(seed)))
                .flatMap(Optional::stream)
                .findFirst();
        violation.ifPresent(found -> {
            InvariantViolation smallest = Shrinker.shrink(found, PeerFactory.STANDARD, 200);
            fail("smallest failing scenario: " + smallest.getMessage(), smallest);
        });
    }

    private static Optional<InvariantViolation> run(long seed, Scenario scenario) {
        try {
            Simulation.run(seed, scenario);
            return Optional.empty();
        } catch (InvariantViolation violation) {
            return Optional.of(violation);
        }
    }
}
