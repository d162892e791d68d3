package dev.grapevine.cluster;

import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.ReadyInstances;
import dev.grapevine.model.Status;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Picks one instance of many at random, in proportion to their weights, from the best class that has one. Immutable.
 *
 * <p>The classes, best first: instances of alive and stable members, then those of suspected or unstable ones; within
 * each, where a zone is preferred, those of that zone first; and last, in the same order, instances of weight 0. Where no
 * instance that is up can be picked, those that drain are tried in the same order.
 *
 * <p>One pass over the instances keeps a candidate, and replaces it by the instance of weight w with probability
 * w / (sum of the weights so far). So no list is built, and the caller's filter sees each instance once.
 */
final class Picker {

    private static final int NOT_PICKED = Integer.MAX_VALUE;
    private static final int OTHER_ZONE = 1;
    private static final int DOUBTFUL = 2;
    private static final int NO_WEIGHT = 4;

    private final @Nullable String zone;

    private Picker(@Nullable String zone) {
        this.zone = zone;
    }

    /** Any zone is as good as another. */
    static Picker anyZone() {
        return new Picker(null);
    }

    /** @param zone empty if the caller has none: then any zone is as good as another */
    static Picker zoneFirst(String zone) {
        return new Picker(zone.isEmpty() ? null : zone);
    }

    /** @param eligible asked once for each instance that could be picked */
    Optional<Instance> pick(ReadyInstances ready, Predicate<? super Instance> eligible, RandomGenerator random) {
        return pick(ready.up(), eligible, random).or(() -> pick(ready.draining(), eligible, random));
    }

    /** Picks one of these. */
    Optional<Instance> pick(List<Instance> instances, Predicate<? super Instance> eligible, RandomGenerator random) {
        Instance picked = null;
        int best = NOT_PICKED;
        long total = 0;
        for (Instance instance : instances) {
            int one = classOf(instance);
            if (one > best || one == NOT_PICKED || !eligible.test(instance)) {
                continue;
            }
            if (one < best) {
                best = one;
                total = 0;
            }
            long weight = weight(instance);
            total += weight;
            if (random.nextLong(total) < weight) {
                picked = instance;
            }
        }
        return Optional.ofNullable(picked);
    }

    private int classOf(Instance instance) {
        if (instance.service().health() != Health.PASSING) {
            return NOT_PICKED;
        }
        boolean otherZone = zone != null && !zone.equals(instance.member().zone());
        boolean doubtful =
                instance.member().status() != Status.ALIVE || instance.member().unstable();
        return (otherZone ? OTHER_ZONE : 0)
                + (doubtful ? DOUBTFUL : 0)
                + (instance.service().weight() == 0 ? NO_WEIGHT : 0);
    }

    /** Within the class of instances without weight, all are equal. */
    private static long weight(Instance instance) {
        return Math.max(1, instance.service().weight());
    }
}
