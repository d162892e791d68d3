package dev.grapevine.core.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts datagrams by the kind of their first message. Not thread-safe. */
public final class MessageCounter {

    private final Map<Class<?>, long[]> counts = new HashMap<>();

    /** Counts a datagram, which must not be empty. */
    public void add(List<Message> datagram) {
        Class<?> kind = datagram.get(0).getClass();
        long[] count = counts.get(kind);
        if (count == null) {
            count = new long[1];
            counts.put(kind, count);
        }
        count[0]++;
    }

    /** The count of each kind, by the simple name of its class; a copy. */
    public Map<String, Long> byKind() {
        Map<String, Long> byName = new TreeMap<>();
        counts.forEach((kind, count) -> byName.put(kind.getSimpleName(), count[0]));
        return byName;
    }
}
