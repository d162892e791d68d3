package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One listener to stable views. Only the last view counts, so one that it has not heard yet is replaced by the next.
 */
final class StableViewSubscription implements Subscription {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    private final Consumer<StableView> listener;
    private final CoalescingTask delivery;
    private final Consumer<StableViewSubscription> ended;
    private final AtomicReference<@Nullable StableView> next = new AtomicReference<>();
    private long lastId;
    private boolean offered;
    private volatile boolean closed;

    /** @param ended asked when nobody listens any more */
    StableViewSubscription(
            Consumer<StableView> listener, Executor executor, EventLoop loop, Consumer<StableViewSubscription> ended) {
        this.listener = listener;
        this.delivery = new CoalescingTask(loop, executor, this::deliver, this::close);
        this.ended = ended;
    }

    /** In the loop only. What it was given already is not repeated. */
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
                LOG.log(Level.ERROR, "a listener to stable views failed; it goes on with the next", e);
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            ended.accept(this);
        }
    }
}
