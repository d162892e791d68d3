package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Batches many changes into few views. After a change, it waits until no member is suspect, except for members marked
 * unstable, or until the maximum delay is over. Used by the loop's thread only.
 */
final class StableViewPublisher {

    static final long MAX_DELAY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EventLoop loop;
    private final Supplier<StableView> liveView;
    private final List<StableViewSubscription> subscriptions = new ArrayList<>();
    private boolean waiting;
    private long waitingSince;
    private boolean evaluationPosted;

    StableViewPublisher(EventLoop loop, Supplier<StableView> liveView) {
        this.loop = loop;
        this.liveView = liveView;
    }

    void add(StableViewSubscription subscription) {
        subscriptions.add(subscription);
        subscription.offer(liveView.get());
    }

    void remove(StableViewSubscription subscription) {
        subscriptions.remove(subscription);
    }

    /** Stops, because the loop no longer runs the peer. */
    void close() {
        subscriptions.clear();
        waiting = false;
    }

    void observe(PeerEvent event) {
        if (event instanceof PeerEvent.Membership && !subscriptions.isEmpty()) {
            if (!waiting) {
                waiting = true;
                waitingSince = System.nanoTime();
                loop.schedule(MAX_DELAY_NANOS, this::evaluate);
            }
            if (!evaluationPosted) {
                evaluationPosted = true;
                loop.execute(
                        () -> { // not now: the peer is in the middle of something
                            evaluationPosted = false;
                            evaluate();
                        });
            }
        }
    }

    private void evaluate() {
        if (!waiting) {
            return;
        }
        StableView view = liveView.get();
        boolean undecided =
                view.members().stream().anyMatch(member -> member.status() == Status.SUSPECT && !member.unstable());
        if (undecided && System.nanoTime() - waitingSince < MAX_DELAY_NANOS) {
            return;
        }
        waiting = false;
        subscriptions.forEach(subscription -> subscription.offer(view));
    }
}
