package dev.grapevine.cluster;

import dev.grapevine.cluster.log.GuardedLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a member holds: sockets, a folder, a loop, a watch. Released the latest first, each once, and each whatever becomes
 * of the others. Thread-safe.
 */
final class MemberResources {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private final Deque<AutoCloseable> held = new ArrayDeque<>();
    private boolean released;

    /** Holds a resource from now on; releases it at once if the member has already ended. */
    <T extends AutoCloseable> T take(T resource) {
        boolean late;
        synchronized (this) {
            late = released;
            if (!late) {
                held.push(resource);
            }
        }
        if (late) {
            close(resource);
        }
        return resource;
    }

    /**
     * May be called more than once.
     *
     * @throws OutOfMemoryError if memory ran out, which the next call may make up for
     */
    void release() {
        for (AutoCloseable next = next(); next != null; next = next()) {
            try {
                close(next);
            } catch (OutOfMemoryError e) {
                putBack(next);
                throw e;
            }
        }
    }

    private synchronized void putBack(AutoCloseable resource) {
        held.push(resource);
    }

    /** The resources are closed without a lock: to close a loop is to wait for a thread that may release them as well. */
    private synchronized @Nullable AutoCloseable next() {
        released = true;
        return held.poll();
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "cannot release a resource of a member", e);
        }
    }
}
