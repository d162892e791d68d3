package dev.grapevine.cluster.net;

import dev.grapevine.cluster.log.GuardedLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The end of a loop, on its thread: what was posted is run, the channels are closed, and the residents are told. Each step
 * is taken whatever becomes of the others.
 *
 * <p>Memory may have run out. Then any call may fail, even in a catch block, because it may be linked only then. So what
 * failed is repeated when there is memory again. A step that keeps failing for another reason is given up.
 */
final class LoopEnd {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private static final int MAX_ATTEMPTS = 200;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** More than the end of a loop allocates. */
    private static final int SPARE_BYTES = 1 << 20;

    private final LoopMailbox mailbox;
    private final Selector selector;
    private final List<LoopResident> residents = new CopyOnWriteArrayList<>();
    private boolean posted;
    private boolean closed;
    private boolean logged;

    LoopEnd(LoopMailbox mailbox, Selector selector) {
        this.mailbox = mailbox;
        this.selector = selector;
    }

    void addResident(LoopResident added) {
        residents.add(added);
    }

    void removeResident(LoopResident removed) {
        residents.remove(removed);
    }

    /** Tells the residents. Called by the watchdog. */
    void hangs(Duration since) {
        for (LoopResident resident : residents) {
            LoopFailures.guarded(() -> resident.loopHangs(since));
        }
    }

    /**
     * Takes all steps.
     *
     * @param cause null if the loop was stopped
     */
    void take(@Nullable Throwable cause) {
        for (int attempt = 1; !taken(cause) && attempt <= MAX_ATTEMPTS; attempt++) {
            boolean memory;
            do {
                memory = memoryAfterPause();
            } while (!memory);
        }
    }

    private static boolean memoryAfterPause() {
        try {
            LockSupport.parkNanos(PAUSE_NANOS);
            return new byte[SPARE_BYTES].length > 0;
        } catch (Throwable e) {
            return false;
        }
    }

    private boolean taken(@Nullable Throwable cause) {
        try {
            runPosted();
            closeChannels();
            log(cause);
            return residentsTold(cause) && posted && closed;
        } catch (Throwable e) {
            return false;
        }
    }

    private void runPosted() {
        try {
            mailbox.close();
            posted = true;
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "cannot run the last tasks of a loop", e);
        }
    }

    private void closeChannels() {
        try {
            if (selector.isOpen()) {
                for (SelectionKey key : selector.keys()) {
                    LoopFailures.closeQuietly(key.channel());
                }
                selector.close();
            }
            closed = true;
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "cannot close the channels of a loop", e);
        }
    }

    private void log(@Nullable Throwable cause) {
        if (cause != null && !logged) {
            logged = true;
            LOG.log(Level.ERROR, "the event loop has ended, and with it all its members", cause);
        }
    }

    private boolean residentsTold(@Nullable Throwable cause) {
        boolean all = true;
        for (LoopResident resident : residents) {
            try {
                resident.loopEnded(cause);
            } catch (Throwable e) {
                all = false;
                LOG.log(Level.WARNING, "a resident of a loop failed at the end", e);
            }
        }
        return all;
    }
}
