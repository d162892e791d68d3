package dev.grapevine.agent.events;

import java.util.LinkedHashMap;
import java.util.Map;

/** The number of the last event that changed each topic. Guarded by the lock of its {@link EventHistory}. */
final class TopicIndexes {

    /** The most topics. Beyond it, the topic that has not changed for the longest time shares the common floor. */
    static final int LIMIT = 4_096;

    private final Map<ChangeTopic, Long> last = new LinkedHashMap<>();
    private long floor;

    TopicIndexes(long floor) {
        this.floor = floor;
    }

    long of(ChangeTopic topic) {
        return last.getOrDefault(topic, floor);
    }

    void bump(ChangeTopic topic, long id) {
        last.remove(topic);
        last.put(topic, id);
        if (last.size() > LIMIT) {
            var eldest = last.entrySet().iterator().next();
            floor = Math.max(floor, eldest.getValue());
            last.remove(eldest.getKey());
        }
    }

    /** Marks all topics as changed. */
    void reset(long id) {
        last.clear();
        floor = id;
    }
}
