package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions to one member: they are told of what is published. Used by the loop's thread only, except for what
 * says otherwise.
 */
final class Subscriptions {

    private static final int EARLY_EVENTS_LIMIT = 64;

    private final ViewPublisher publisher;
    private final CallbackThreads callbacks;
    private final LoopAccess access;
    private final StableViewPublisher stableViews;
    private final ServiceWatches serviceWatches = new ServiceWatches();

    /** Read by the watchdog, too. */
    private final List<EventSubscription> subscriptions = new CopyOnWriteArrayList<>();

    /** Events before the first subscription that no snapshot shows, kept for the first subscriber; null after that. */
    private @Nullable List<Event> earlyEvents = new ArrayList<>();

    Subscriptions(EventLoop loop, ViewPublisher publisher, CallbackThreads callbacks, LoopAccess access) {
        this.publisher = publisher;
        this.callbacks = callbacks;
        this.access = access;
        this.stableViews = new StableViewPublisher(loop, publisher::view);
    }

    StableViewPublisher stableViews() {
        return stableViews;
    }

    ServiceWatches serviceWatches() {
        return serviceWatches;
    }

    /** Makes a subscription, which is yet to be added. May be called by any thread. */
    EventSubscription create(ListenerOption option) {
        return new EventSubscription(
                option.listener(),
                option.executor() == null ? callbacks : option.executor(),
                callbacks,
                wanting -> access.post(() -> begin(wanting)),
                ending -> access.post(() -> remove(ending)));
    }

    /** Adds subscriptions to all events from now on. The first ones also get the early events. */
    void add(List<EventSubscription> added) {
        for (EventSubscription subscription : added) {
            begin(subscription);
            subscriptions.add(subscription);
            if (earlyEvents != null) {
                subscription.offer(earlyEvents);
            }
        }
        if (!added.isEmpty()) {
            earlyEvents = null;
        }
    }

    /** Gives a subscription the view that the events from now on follow. */
    void begin(EventSubscription subscription) {
        PublishedView view = publisher.view();
        subscription.begin(missed -> new Snapshot(view.members(), view.instances(), missed));
    }

    void remove(EventSubscription subscription) {
        subscriptions.remove(subscription);
    }

    /**
     * Something was published.
     *
     * @param services the services whose instances have changed
     */
    void published(PublishedView view, List<Event> events, Set<String> services) {
        if (!events.isEmpty()) {
            subscriptions.forEach(subscription -> subscription.offer(events));
            keepEarly(events);
        }
        if (events.stream().anyMatch(Event.Membership.class::isInstance)) {
            stableViews.changed();
        }
        services.forEach(service -> serviceWatches.changed(service, view));
    }

    private void keepEarly(List<Event> events) {
        if (earlyEvents != null) {
            events.stream()
                    .filter(event -> !shownBySnapshot(event))
                    .limit(EARLY_EVENTS_LIMIT - earlyEvents.size())
                    .forEach(earlyEvents::add);
        }
    }

    private static boolean shownBySnapshot(Event event) {
        return event instanceof Event.Membership || event instanceof Event.Service;
    }

    /** The thread of the loop hangs, so that nothing else comes to its listeners. Called by the watchdog. */
    void hung(Event.Hung event) {
        subscriptions.forEach(subscription -> subscription.offer(List.of(event)));
    }

    /** Ends what would wait for the peer, which no longer runs. */
    void close() {
        stableViews.close();
        serviceWatches.close();
    }
}
