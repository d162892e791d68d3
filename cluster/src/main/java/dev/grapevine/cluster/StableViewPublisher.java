package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.core.env.Event;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Turns many changes into few views: after a change it waits until nobody is under suspicion any more, members marked
 * unstable aside, or until the patience is over. Of the loop's thread alone.
 */
final class StableViewPublisher {

    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EventLoop loop;
    private final Supplier<StableView> liveView;
    private final List<StableViewSubscription> feeds = new ArrayList<>();
    private boolean waiting;
    private long waitingSince;
    private boolean evaluationPosted;

    StableViewPublisher(EventLoop loop, Supplier<StableView> liveView) {
        this.loop = loop;
        this.liveView = liveView;
    }

    void add(StableViewSubscription feed) {
        feeds.add(feed);
        feed.offer(liveView.get());
    }

    void remove(StableViewSubscription feed) {
        feeds.remove(feed);
    }

    /** The peer is no longer the loop's. */
    void close() {
        feeds.clear();
        waiting = false;
    }

    void observe(Event event) {
        if (event instanceof Event.Membership && !feeds.isEmpty()) {
            if (!waiting) {
                waiting = true;
                waitingSince = System.nanoTime();
                loop.schedule(PATIENCE_NANOS, this::evaluate);
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
        if (undecided && System.nanoTime() - waitingSince < PATIENCE_NANOS) {
            return;
        }
        waiting = false;
        feeds.forEach(feed -> feed.offer(view));
    }
}
