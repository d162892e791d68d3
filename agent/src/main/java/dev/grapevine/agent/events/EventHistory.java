package dev.grapevine.agent.events;

import dev.grapevine.agent.api.EventInfo;
import dev.grapevine.agent.api.HistoryInfo;
import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.cluster.ClusterListener;
import dev.grapevine.cluster.Event;
import dev.grapevine.cluster.Snapshot;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The last {@value #CAPACITY} events of this member, numbered. Each reader has its own cursor and asks for the events
 * after it, so a slow reader costs nothing: when its cursor is too old, it starts again from a snapshot.
 *
 * <p>Numbers start at the wall clock in microseconds, so that they keep rising across restarts, and a number of an
 * earlier run is never mistaken for one of this run. Thread-safe.
 */
public final class EventHistory implements ClusterListener {

    /** The number of events that readers can resume from. At about 600 bytes each, this is well below a megabyte. */
    public static final int CAPACITY = 1_024;

    /**
     * An event with its JSON.
     *
     * @param json of the event, created once for all streams
     */
    public record RecordedEvent(EventInfo event, String json) {
        public long id() {
            return event.id();
        }

        public String type() {
            return event.type();
        }
    }

    private record Waiter(ChangeTopic topic, long index) {}

    private final Supplier<List<Instance>> instances;
    private final Clock clock;
    private final JsonCodec json = JsonCodec.lenient();
    private final List<Runnable> readers = new CopyOnWriteArrayList<>();
    private final Map<CompletableFuture<Void>, Waiter> waiters = new ConcurrentHashMap<>();
    private final Object lock = new Object();
    private final ArrayDeque<RecordedEvent> kept = new ArrayDeque<>();
    private final TopicIndexes indexes;
    private long last;
    private long dropped;
    private Instant complete;

    /** @param instances all instances of the cluster; asked for when an event comes */
    public EventHistory(Supplier<List<Instance>> instances, Clock clock) {
        this.instances = instances;
        this.clock = clock;
        this.last = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        this.dropped = last;
        this.complete = clock.instant();
        this.indexes = new TopicIndexes(last);
    }

    /** Begins with the members and instances that came before this was subscribed, or starts again after events were lost. */
    @Override
    public void onSnapshot(Snapshot snapshot) {
        synchronized (lock) {
            if (snapshot.missed() > 0) {
                last += snapshot.missed();
                kept.clear();
                dropped = last;
                complete = clock.instant();
            } else {
                last++;
                dropped = last;
                snapshot.members().stream()
                        .filter(member -> member.live() && !member.local())
                        .sorted(Comparator.comparing(Member::since))
                        .forEach(member ->
                                record(member.since().truncatedTo(ChronoUnit.MILLIS), new Event.Joined(member)));
                snapshot.instances().stream()
                        .filter(Instance::discoverable)
                        .forEach(instance -> record(clock.instant(), new Event.ServiceUp(instance)));
            }
            indexes.reset(last);
        }
        wake();
    }

    @Override
    public void onEvent(Event event) {
        Set<ChangeTopic> changed = topics(event);
        synchronized (lock) {
            record(clock.instant(), event);
            for (ChangeTopic topic : changed) {
                indexes.bump(topic, last);
            }
        }
        wake();
    }

    private void record(Instant time, Event event) {
        last++;
        EventInfo info = EventInfo.of(last, time, event);
        kept.addLast(new RecordedEvent(info, json.write(info)));
        if (kept.size() > CAPACITY) {
            dropped = kept.removeFirst().id();
            complete = kept.getFirst().event().time();
        }
    }

    /** Records a change without an event: that of a local instance which is not discoverable. */
    public void touch(String service) {
        synchronized (lock) {
            last++;
            indexes.bump(ChangeTopic.SERVICES, last);
            indexes.bump(ChangeTopic.service(service), last);
        }
        wake();
    }

    private Set<ChangeTopic> topics(Event event) {
        Set<ChangeTopic> topics = new HashSet<>();
        if (event instanceof Event.Membership membership) {
            topics.add(ChangeTopic.MEMBERS);
            if (event instanceof Event.Suspected || event instanceof Event.Recovered) {
                // Instances include the status of their member.
                for (Instance instance : instances.get()) {
                    if (instance.member().name().equals(membership.member().name())) {
                        topics.add(ChangeTopic.SERVICES);
                        topics.add(ChangeTopic.service(instance.service().service()));
                    }
                }
            }
        } else if (event instanceof Event.Service service) {
            addService(topics, service.instance().service().service());
        }
        return topics;
    }

    private static void addService(Set<ChangeTopic> topics, String service) {
        topics.add(ChangeTopic.SERVICES);
        topics.add(ChangeTopic.service(service));
    }

    /** The number of the last event. */
    public long last() {
        synchronized (lock) {
            return last;
        }
    }

    /** The number of the last event that changed a topic. */
    public long index(ChangeTopic topic) {
        synchronized (lock) {
            return indexes.of(topic);
        }
    }

    /**
     * The events after the one with this number, oldest first; empty if that number is no longer known, or never was.
     */
    public Optional<List<RecordedEvent>> after(long id) {
        synchronized (lock) {
            if (id < dropped || id > last) {
                return Optional.empty();
            }
            List<RecordedEvent> later = new ArrayList<>();
            var newestFirst = kept.descendingIterator();
            while (newestFirst.hasNext()) {
                RecordedEvent entry = newestFirst.next();
                if (entry.id() <= id) {
                    break;
                }
                later.add(0, entry);
            }
            return Optional.of(later);
        }
    }

    /** All kept events, oldest first. */
    public HistoryInfo history() {
        synchronized (lock) {
            return new HistoryInfo(
                    complete, kept.stream().map(RecordedEvent::event).toList());
        }
    }

    /**
     * Completes when the index of a topic differs from the given one, at once if it already does. Cancel it to stop
     * waiting.
     */
    public CompletableFuture<Void> changed(ChangeTopic topic, long index) {
        CompletableFuture<Void> waiter = new CompletableFuture<>();
        waiters.put(waiter, new Waiter(topic, index));
        waiter.whenComplete((done, error) -> waiters.remove(waiter));
        // Checked after the waiter was added, so that no change is missed in between.
        if (index(topic) != index) {
            waiter.complete(null);
        }
        return waiter;
    }

    /**
     * Runs the reader after every change, on the thread that delivers the cluster's events, where it must not block.
     */
    public void addReader(Runnable reader) {
        readers.add(reader);
    }

    public void removeReader(Runnable reader) {
        readers.remove(reader);
    }

    private void wake() {
        for (var entry : waiters.entrySet()) {
            if (index(entry.getValue().topic()) != entry.getValue().index()) {
                entry.getKey().complete(null);
            }
        }
        readers.forEach(Runnable::run);
    }
}
