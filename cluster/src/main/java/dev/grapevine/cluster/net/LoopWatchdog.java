package dev.grapevine.cluster.net;

import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.log.QueuedLogger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices a loop that no longer comes round: a task that never ends, or a call that blocks. It counts ticks of its own
 * thread and reads no clock: a process that was stopped or a host that was suspended has missed its ticks too, and so is
 * not mistaken for one that hangs.
 */
final class LoopWatchdog {

    private static final QueuedLogger LOG = GuardedLogger.ofCluster();

    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So many ticks in the same turn make a hang. */
    static final int HUNG_TICKS = 10;

    private final Watched watched;
    private final Thread thread;
    private long lastTurn = -1;

    /** How many ticks the loop has been in the same turn. Written by the watchdog's thread only. */
    private volatile int ticks;

    /** What is watched; its methods are called by the watchdog. */
    interface Watched {

        Thread thread();

        /** The number of the present turn. */
        long turn();

        /** Whether the loop has nothing to do, or is halted on purpose. */
        boolean resting();

        /** It hangs; called once each time. */
        void hangs(Duration since);
    }

    LoopWatchdog(String name, Watched watched) {
        this.watched = watched;
        this.thread = new Thread(null, this::run, name, 0, false);
        thread.setDaemon(true);
    }

    /** To be called once, when the watched thread has been started. */
    void start() {
        thread.start();
    }

    /** To be called when the watched thread is about to end; otherwise that is noticed at the next tick. */
    void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        while (watched.thread().isAlive()) {
            long began = System.nanoTime();
            for (long left = TICK_NANOS; left > 0 && watched.thread().isAlive(); ) {
                LockSupport.parkNanos(left);
                Thread.interrupted(); // nobody has a reason to, and an interrupted thread cannot park
                left = TICK_NANOS - (System.nanoTime() - began);
            }
            tick();
        }
    }

    void tick() {
        try {
            long turn = watched.turn();
            if (turn != lastTurn || watched.resting()) {
                if (hungTicks() > 0) {
                    LOG.log(
                            Level.WARNING,
                            "{0} comes round again, after {1} s",
                            watched.thread().getName(),
                            String.valueOf(ticks));
                }
                lastTurn = turn;
                ticks = 0;
            } else {
                int now = ticks + 1;
                ticks = now;
                if (now == HUNG_TICKS) {
                    watched.hangs(Duration.ofSeconds(now));
                    report();
                }
            }
        } catch (Throwable e) { // memory ran out: there is a next tick
            LOG.limited(Level.ERROR, "watchdog", "cannot watch an event loop", e);
        }
    }

    private void report() {
        Exception place = new Exception("where it is");
        place.setStackTrace(watched.thread().getStackTrace());
        LOG.log(
                Level.ERROR,
                watched.thread().getName() + " has not come round for " + HUNG_TICKS
                        + " s: its members hang, and are soon dead for the others",
                place);
    }

    /** How many ticks the loop has been hanging; 0 if it does not. */
    int hungTicks() {
        int now = ticks;
        return now >= HUNG_TICKS ? now : 0;
    }
}
