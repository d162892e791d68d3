package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One listener to stable views. Only the latest view counts, so it replaces a view that the listener has not received
 * yet.
 */
final class StableViewSubscription implements Subscription {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    private final Consumer<StableView> listener;
    private final CoalescingTask delivery;
    private final Consumer<StableViewSubscription> onClose;
    private final AtomicReference<@Nullable StableView> next = new AtomicReference<>();
    private long lastId;
    private boolean offered;
    private volatile boolean closed;

    /** @param onClose called when the subscription ends */
    StableViewSubscription(
            Consumer<StableView> listener,
            Executor executor,
            EventLoop loop,
            Consumer<StableViewSubscription> onClose) {
        this.listener = listener;
        this.delivery = new CoalescingTask(loop, executor, this::deliver, this::close);
        this.onClose = onClose;
    }

    /** Offers a view, unless the listener already has it. In the loop only. */
    void offer(StableView view) {
        if (offered && view.id() == lastId) {
            return;
        }
        offered = true;
        lastId = view.id();
        next.set(view);
        delivery.request();
    }

    private void deliver() {
        StableView view = next.getAndSet(null);
        if (view != null && !closed) {
            try {
                listener.accept(view);
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a listener to stable views failed; it continues with the next view", e);
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
