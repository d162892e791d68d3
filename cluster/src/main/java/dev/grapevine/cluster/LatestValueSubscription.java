package dev.grapevine.cluster;

import dev.grapevine.cluster.log.GuardedLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One listener to a value that changes. Only the latest value counts, so it replaces a value that the listener has not
 * received yet.
 */
final class LatestValueSubscription<T> implements Subscription {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private final Consumer<T> listener;
    private final CoalescingTask delivery;
    private final Consumer<LatestValueSubscription<T>> onClose;
    private final AtomicReference<@Nullable T> next = new AtomicReference<>();
    private @Nullable T last;
    private volatile boolean closed;

    /** @param onClose called when the subscription ends */
    LatestValueSubscription(
            Consumer<T> listener,
            Executor executor,
            CallbackExecutor callbacks,
            Consumer<LatestValueSubscription<T>> onClose) {
        this.listener = listener;
        this.delivery = new CoalescingTask(callbacks, executor, this::deliver, this::close);
        this.onClose = onClose;
    }

    /** Offers a value, unless it equals the last one. In the loop only. */
    void offer(T value) {
        if (!value.equals(last)) {
            last = value;
            next.set(value);
            delivery.request();
        }
    }

    private void deliver() {
        T value = next.getAndSet(null);
        if (value != null && !closed) {
            try {
                listener.accept(value);
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a listener failed; it continues with the next change", e);
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.accept(this);
        }
    }
}
