package dev.grapevine.agent.events;

import java.util.LinkedHashMap;
import java.util.Map;

/** For each topic the number of the last event that changed it. Belongs to its feed, under whose lock it is used. */
final class Indexes {

    /** Services come and go; beyond this many names the one that was quiet for longest shares the common floor. */
    static final int LIMIT = 4_096;

    private final Map<Topic, Long> last = new LinkedHashMap<>();
    private long floor;

    Indexes(long floor) {
        this.floor = floor;
    }

    long of(Topic topic) {
        return last.getOrDefault(topic, floor);
    }

    void bump(Topic topic, long id) {
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
