package dev.grapevine.cluster;

import dev.grapevine.cluster.log.GuardedLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * The steps of an end, made in advance. Each is taken, whatever becomes of the others, except that memory may run out: then
 * {@link #take} throws, and the next call continues with the same step. Thread-safe.
 */
final class EndSteps {

    private static final Logger LOG = GuardedLogger.ofCluster();

    /** A step that lacks memory again and again asks for more than there will be. */
    private static final int ATTEMPTS = 50;

    private final Runnable[] steps;
    private int next;
    private int attempts;

    EndSteps(List<Runnable> steps) {
        this.steps = steps.toArray(Runnable[]::new);
    }

    /** May be called more than once; a step that was taken is not taken again. */
    synchronized void take() {
        while (next < steps.length) {
            try {
                steps[next].run();
            } catch (OutOfMemoryError e) {
                if (++attempts < ATTEMPTS) {
                    throw e;
                }
            } catch (Throwable e) {
                LOG.log(Level.WARNING, "a step of stopping a member failed; the others are taken nevertheless", e);
            }
            next++;
            attempts = 0;
        }
    }
}
