package dev.grapevine.bench.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How to run a soak.
 *
 * @param total from the start to the report
 * @param folder for the output; the data of the agents is below it too
 * @param jar the packaged agent
 * @param jvmOptions of an agent, as its launcher sets them
 * @param seed of everything that is random, besides the times at which it happens
 */
record SoakOptions(Duration total, Path folder, Path jar, List<String> jvmOptions, long seed) {

    /** The name of the cluster. */
    static final String CLUSTER = "soak";

    private static final Duration MIN_TOTAL = Duration.ofMinutes(2);

    SoakOptions {
        jvmOptions = List.copyOf(jvmOptions);
        if (total.compareTo(MIN_TOTAL) < 0) {
            throw new IllegalArgumentException("a soak takes at least " + MIN_TOTAL.toSeconds() + " seconds");
        }
    }

    /** How long after the start the churn, the clients and the attacker end. */
    Duration load() {
        return total.minus(Duration.ofSeconds(65));
    }

    /** Between two samples of an agent. */
    Duration sampleInterval() {
        return clamp(total.dividedBy(120), 2, 10);
    }

    /** Between two full collections, after which the heap is measured. */
    Duration heapInterval() {
        return clamp(total.dividedBy(40), 8, 60);
    }

    private static Duration clamp(Duration duration, long minSeconds, long maxSeconds) {
        return Duration.ofSeconds(Math.max(minSeconds, Math.min(maxSeconds, duration.toSeconds())));
    }
}
