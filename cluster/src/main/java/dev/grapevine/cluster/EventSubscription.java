package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.core.env.Event;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * One listener and what it has not heard yet. The loop puts in, the listener's executor takes out; the queue is all
 * that they share. When it is full it is thrown away, as old news is of no use to one who cannot follow, and replaced,
 * when the listener reads again, by the view of that moment.
 */
final class EventSubscription implements Subscription {

    private static final Logger LOG = System.getLogger("dev.grapevine.cluster");

    private final ClusterListener listener;
    private final CoalescingTask delivery;
    private final Consumer<EventSubscription> snapshotWanted;
    private final Consumer<EventSubscription> ended;

    /** Snapshots and events; guarded by itself, as is the rest. */
    private final ArrayDeque<Object> queue = new ArrayDeque<>();

    private long missed;
    private boolean snapshotAsked;
    private boolean closed;

    /**
     * @param snapshotWanted asked when the listener has caught up after a loss; {@link #begin} is to be called in the
     *     loop
     * @param ended asked once, when nobody listens any more
     */
    EventSubscription(
            ClusterListener listener,
            Executor executor,
            EventLoop loop,
            Consumer<EventSubscription> snapshotWanted,
            Consumer<EventSubscription> ended) {
        this.listener = listener;
        this.delivery = new CoalescingTask(loop, executor, this::deliver, this::close);
        this.snapshotWanted = snapshotWanted;
        this.ended = ended;
    }

    /**
     * Events from now on follow this snapshot.
     *
     * @param view makes it, told how many events were missed
     */
    void begin(LongFunction<Snapshot> view) {
        synchronized (queue) {
            if (closed) {
                return;
            }
            queue.clear();
            queue.add(view.apply(missed));
            missed = 0;
            snapshotAsked = false;
        }
        delivery.request();
    }

    void offer(Event event) {
        synchronized (queue) {
            if (closed) {
                return;
            }
            if (missed > 0) {
                missed++;
            } else if (queue.size() >= Cluster.QUEUE_LIMIT) {
                missed = 1;
                queue.forEach(dropped -> missed += dropped instanceof Snapshot snapshot ? snapshot.missed() : 1);
                queue.clear();
            } else {
                queue.add(event);
            }
        }
        delivery.request();
    }

    private void deliver() {
        while (true) {
            Object next;
            boolean ask;
            synchronized (queue) {
                next = closed ? null : queue.poll();
                ask = !closed && next == null && missed > 0 && !snapshotAsked;
                snapshotAsked |= ask;
            }
            if (ask) {
                snapshotWanted.accept(this);
            }
            if (next == null) {
                return;
            }
            tell(next);
        }
    }

    private void tell(Object next) {
        try {
            if (next instanceof Snapshot snapshot) {
                listener.onSnapshot(snapshot);
            } else {
                listener.onEvent((Event) next);
            }
        } catch (RuntimeException | Error e) {
            LOG.log(
                    Level.ERROR,
                    "a listener failed at " + next.getClass().getSimpleName() + "; it goes on with the next",
                    e);
        }
    }

    @Override
    public void close() {
        synchronized (queue) {
            if (closed) {
                return;
            }
            closed = true;
            queue.clear();
        }
        ended.accept(this);
    }
}
