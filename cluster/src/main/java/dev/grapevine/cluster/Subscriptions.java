package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The subscriptions to one member: they are told of what is published. Used by the loop's thread only. */
final class Subscriptions {

    private static final int EARLY_EVENTS_LIMIT = 64;

    private final ViewPublisher publisher;
    private final StableViewPublisher stableViews;
    private final ServiceWatches serviceWatches = new ServiceWatches();
    private final List<EventSubscription> subscriptions = new ArrayList<>();

    /** Events before the first subscription that no snapshot shows, kept for the first subscriber; null after that. */
    private @Nullable List<Event> earlyEvents = new ArrayList<>();

    Subscriptions(EventLoop loop, ViewPublisher publisher) {
        this.publisher = publisher;
        this.stableViews = new StableViewPublisher(loop, publisher::view);
    }

    StableViewPublisher stableViews() {
        return stableViews;
    }

    ServiceWatches serviceWatches() {
        return serviceWatches;
    }

    /** Adds a subscription to all events from now on. The first one also gets the early events. */
    void add(EventSubscription subscription) {
        begin(subscription);
        subscriptions.add(subscription);
        if (earlyEvents != null) {
            subscription.offer(earlyEvents);
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

    /** Ends what would wait for the peer, which no longer runs. */
    void close() {
        stableViews.close();
        serviceWatches.close();
    }
}
