package dev.grapevine.agent.events;

import java.util.LinkedHashMap;
import java.util.Map;

/** For each topic the number of the last event that changed it. Belongs to its feed, under whose lock it is used. */
final class TopicIndexes {

    /** Services come and go; beyond this many names the one that was quiet for longest shares the common floor. */
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

    /** Everything may have changed. */
    void reset(long id) {
        last.clear();
        floor = id;
    }
}
