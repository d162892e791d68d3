package dev.grapevine.cluster.net;

import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.log.QueuedLogger;
import java.lang.System.Logger.Level;

/** What a failure means to an event loop: it is logged and the loop continues, unless nothing can be relied upon any more. */
public final class LoopFailures {

    private static final QueuedLogger LOG = GuardedLogger.ofCluster();

    private LoopFailures() {}

    /** Logs what a task throws, unless it ends the loop. */
    public static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            rethrowFatal(e);
            log("in the event loop", e);
        }
    }

    /**
     * Throws an error after which nothing can be relied upon: memory has run out in the middle of something, or the
     * virtual machine is broken. A stack overflow only says that one task was too deep.
     */
    public static void rethrowFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError error && !(failure instanceof StackOverflowError)) {
            throw error;
        }
    }

    /** What others send may be the cause, again and again. */
    static void log(String where, Throwable failure) {
        LOG.limited(Level.ERROR, failure.getClass().getName(), "unexpected failure " + where, failure);
    }

    static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Throwable e) {
            LOG.limited(Level.DEBUG, "close", "closing failed", e);
        }
    }
}
