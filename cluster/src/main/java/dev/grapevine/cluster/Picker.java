package dev.grapevine.cluster;

import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.Status;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Picks one instance of many at random, in proportion to their weights, from the best class that has one. Immutable.
 *
 * <p>The classes, best first: instances of alive and stable members, then those of suspected or unstable ones; within
 * each, where a zone is preferred, those of that zone first; and last, in the same order, instances of weight 0.
 */
final class Picker {

    private static final int NOT_PICKED = Integer.MAX_VALUE;
    private static final int OTHER_ZONE = 1;
    private static final int DOUBTFUL = 2;
    private static final int NO_WEIGHT = 4;

    private final ToIntFunction<Instance> classOf;

    private Picker(@Nullable String zone) {
        this.classOf = instance -> classOf(instance, zone);
    }

    /** Any zone is as good as another. */
    static Picker anyZone() {
        return new Picker(null);
    }

    static Picker zoneFirst(String zone) {
        return new Picker(zone);
    }

    private static int classOf(Instance instance, @Nullable String zone) {
        if (instance.service().health() != Health.PASSING || instance.service().state() != ServiceState.UP) {
            return NOT_PICKED;
        }
        boolean otherZone = zone != null && !zone.equals(instance.member().zone());
        boolean doubtful =
                instance.member().status() != Status.ALIVE || instance.member().unstable();
        return (otherZone ? OTHER_ZONE : 0)
                + (doubtful ? DOUBTFUL : 0)
                + (instance.service().weight() == 0 ? NO_WEIGHT : 0);
    }

    Optional<Instance> pick(List<Instance> instances, RandomGenerator random) {
        int best = NOT_PICKED;
        long total = 0;
        for (Instance instance : instances) {
            int one = classOf.applyAsInt(instance);
            if (one < best) {
                best = one;
                total = 0;
            }
            if (one == best) {
                total += weight(instance);
            }
        }
        if (best == NOT_PICKED) {
            return Optional.empty();
        }
        long left = random.nextLong(total);
        for (Instance instance : instances) {
            if (classOf.applyAsInt(instance) == best) {
                left -= weight(instance);
                if (left < 0) {
                    return Optional.of(instance);
                }
            }
        }
        throw new IllegalStateException("weights changed while they were added");
    }

    /** Within the class of instances without weight, all are equal. */
    private static long weight(Instance instance) {
        return Math.max(1, instance.service().weight());
    }
}
