package dev.grapevine.cluster;

import dev.grapevine.cluster.log.GuardedLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The steps of an end. Each is taken, whatever becomes of the others, and each may be taken again. They are made in
 * advance, because an end that is due to a lack of memory can allocate little; a step that lacks memory too is repeated
 * for a while, because most of it is free again once others have failed.
 */
final class EndSteps {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private static final int ATTEMPTS = 20;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Runnable[] steps;

    EndSteps(List<Runnable> steps) {
        this.steps = steps.toArray(Runnable[]::new);
    }

    void take() {
        for (int i = 0; i < steps.length; i++) {
            take(steps[i]);
        }
    }

    private static void take(Runnable step) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                step.run();
                return;
            } catch (Throwable e) {
                LOG.log(Level.WARNING, "a step of stopping a member failed; the others are taken nevertheless", e);
                if (!(e instanceof OutOfMemoryError)) {
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
