package dev.grapevine.cluster.net;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The sockets of a loop: waits for them, and serves them until they are empty. Used by the loop's thread only, but for
 * {@link #wakeUp} and {@link #waiting}.
 */
final class LoopSockets {

    /** The longest time that timers wait for the sockets to be empty, so that a flood cannot delay them for ever. */
    private static final long MAX_DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** After this time since the last look at the sockets, input may have arrived: look again before timers run. */
    private static final long STALE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Selector selector;
    private final LoopMailbox mailbox;
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean waiting;
    private boolean inputRemains;
    private boolean serving;
    private long lastLook;

    LoopSockets(Selector selector, LoopMailbox mailbox) {
        this.selector = selector;
        this.mailbox = mailbox;
    }

    SelectionKey register(SelectableChannel channel, int operations, SelectionHandler attachment) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, operations, attachment);
    }

    // ---- by any thread

    /** Ends the wait of the loop's thread, or its next one. */
    void wakeUp() {
        if (woken.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /** Whether the loop's thread waits, and has nothing to serve. */
    boolean waiting() {
        return waiting;
    }

    // ---- by the loop's thread

    /** Waits until a socket is ready, or {@link #wakeUp} is called, and serves what is ready. 0 looks without waiting. */
    void select(long waitNanos) throws IOException {
        inputRemains = false;
        serving = false;
        if (waitNanos <= 0) {
            selector.selectNow(this::serve);
        } else {
            waiting = true;
            selector.select(this::serve, TimeUnit.NANOSECONDS.toMillis(waitNanos + 999_999));
            waiting = false;
        }
        if (!serving) {
            lastLook = System.nanoTime();
        }
        woken.set(false);
        // The selector returns at once while its thread is interrupted. No task of the loop has a use for interrupts.
        Thread.interrupted();
    }

    private void serve(SelectionKey key) {
        long now = System.nanoTime();
        if (!serving) {
            serving = true;
            waiting = false;
            lastLook = now;
        }
        try {
            if (key.isValid() && ((SelectionHandler) key.attachment()).ready(key, now)) {
                inputRemains = true;
            }
        } catch (RuntimeException | Error e) {
            LoopFailures.rethrowFatal(e);
            LoopFailures.log("while serving a socket", e);
        }
    }

    /** Serves the sockets until they hold no input that may have arrived before this call. */
    void drain() throws IOException {
        long began = System.nanoTime();
        while ((inputRemains || stale()) && System.nanoTime() - began < MAX_DRAIN_NANOS) {
            mailbox.runWaiting(); // the flushes of streams are among them, and the other side waits for those
            select(0);
        }
    }

    /** Whether the last look at the sockets is so long ago that input may have arrived since. */
    boolean stale() {
        return System.nanoTime() - lastLook >= STALE_NANOS;
    }
}
