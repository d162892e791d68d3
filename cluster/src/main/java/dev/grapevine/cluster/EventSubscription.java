package dev.grapevine.cluster;

import dev.grapevine.cluster.log.GuardedLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * One listener, with a bounded queue of what it has not received yet. The loop adds to the queue and the listener's
 * executor takes from it; they share nothing else. A full queue is discarded as a whole, because a listener that cannot
 * keep up has no use for old events. When the listener reads again, it gets a snapshot of that moment instead.
 */
final class EventSubscription implements Subscription {

    private static final Logger LOG = GuardedLogger.ofCluster();

    private final ClusterListener listener;
    private final CoalescingTask delivery;
    private final Consumer<EventSubscription> snapshotWanted;
    private final Consumer<EventSubscription> onClose;

    /** Snapshots and events. It also is the lock for the fields below. */
    private final ArrayDeque<Object> queue = new ArrayDeque<>();

    private long missed;
    private boolean snapshotAsked;
    private boolean closed;

    /**
     * @param snapshotWanted called when the listener has caught up after a loss, to have {@link #begin} called in the
     *     loop
     * @param onClose called once, when the subscription ends
     */
    EventSubscription(
            ClusterListener listener,
            Executor executor,
            CallbackExecutor callbacks,
            Consumer<EventSubscription> snapshotWanted,
            Consumer<EventSubscription> onClose) {
        this.listener = listener;
        this.delivery = new CoalescingTask(callbacks, executor, this::deliver, this::close);
        this.snapshotWanted = snapshotWanted;
        this.onClose = onClose;
    }

    /**
     * Queues a snapshot, which the events from now on follow.
     *
     * @param view creates the snapshot for the given number of missed events
     */
    void begin(LongFunction<Snapshot> view) {
        synchronized (queue) {
            if (closed) {
                return;
            }
            snapshotAsked = false;
            Snapshot snapshot = view.apply(missed);
            queue.clear();
            queue.add(snapshot);
            missed = 0;
        }
        delivery.request();
    }

    /** Queues events that happened together, for one delivery. */
    void offer(List<Event> events) {
        synchronized (queue) {
            if (closed) {
                return;
            }
            events.forEach(this::add);
        }
        delivery.request();
    }

    private void add(Event event) {
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
                askForSnapshot();
            }
            if (next == null) {
                return;
            }
            tell(next);
        }
    }

    private void askForSnapshot() {
        try {
            snapshotWanted.accept(this);
        } catch (RuntimeException | Error e) {
            synchronized (queue) {
                snapshotAsked = false; // the next delivery asks again
            }
            throw e;
        }
    }

    private void tell(Object next) {
        try {
            if (next instanceof Snapshot snapshot) {
                listener.onSnapshot(snapshot);
            } else {
                tell((Event) next);
            }
        } catch (RuntimeException | Error e) {
            LOG.log(
                    Level.ERROR,
                    "a listener failed at " + next.getClass().getSimpleName() + "; it continues with the next event",
                    e);
        }
    }

    private void tell(Event event) {
        listener.onEvent(event);
        if (closed()) {
            return;
        }
        if (event instanceof Event.Joined joined) {
            listener.onJoined(joined);
        } else if (event instanceof Event.Suspected suspected) {
            listener.onSuspected(suspected);
        } else if (event instanceof Event.Failed failed) {
            listener.onFailed(failed);
        } else if (event instanceof Event.Recovered recovered) {
            listener.onRecovered(recovered);
        } else if (event instanceof Event.Left left) {
            listener.onLeft(left);
        } else if (event instanceof Event.Updated updated) {
            listener.onUpdated(updated);
        } else if (event instanceof Event.ServiceUp up) {
            listener.onServiceUp(up);
        } else if (event instanceof Event.ServiceDown down) {
            listener.onServiceDown(down);
        } else if (event instanceof Event.ServiceChanged changed) {
            listener.onServiceChanged(changed);
        } else if (event instanceof Event.Warning warning) {
            listener.onWarning(warning);
        }
    }

    private boolean closed() {
        synchronized (queue) {
            return closed;
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
        onClose.accept(this);
    }
}
