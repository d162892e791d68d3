package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.model.Member;
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
    private final Supplier<PublishedView> published;
    private final List<LatestValueSubscription<StableView>> subscriptions = new ArrayList<>();
    private boolean waiting;
    private long waitingSince;

    StableViewPublisher(EventLoop loop, Supplier<PublishedView> published) {
        this.loop = loop;
        this.published = published;
    }

    void add(LatestValueSubscription<StableView> subscription) {
        subscriptions.add(subscription);
        subscription.offer(liveView());
    }

    void remove(LatestValueSubscription<StableView> subscription) {
        subscriptions.remove(subscription);
    }

    /** Stops, because the loop no longer runs the peer. */
    void close() {
        subscriptions.clear();
        waiting = false;
    }

    /** The membership changed. */
    void changed() {
        if (subscriptions.isEmpty()) {
            return;
        }
        if (!waiting) {
            waiting = true;
            waitingSince = System.nanoTime();
            loop.schedule(MAX_DELAY_NANOS, this::evaluate);
        }
        evaluate();
    }

    private void evaluate() {
        if (!waiting) {
            return;
        }
        StableView view = liveView();
        boolean undecided =
                view.members().stream().anyMatch(member -> member.status() == Status.SUSPECT && !member.unstable());
        if (undecided && System.nanoTime() - waitingSince < MAX_DELAY_NANOS) {
            return;
        }
        waiting = false;
        subscriptions.forEach(subscription -> subscription.offer(view));
    }

    private StableView liveView() {
        PublishedView view = published.get();
        return new StableView(
                view.liveId(), view.members().stream().filter(Member::live).toList());
    }
}
