package dev.grapevine.core.wire;

import dev.grapevine.model.MessageKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts datagrams by the kind of their first message. Not thread-safe. */
public final class MessageCounter {

    private final long[] counts = new long[MessageKind.values().length];

    /** Counts a datagram, which must not be empty. */
    public void add(List<Message> datagram) {
        counts[datagram.get(0).kind().ordinal()]++;
    }

    /** The count of each kind that was met; a copy. */
    public Map<MessageKind, Long> byKind() {
        Map<MessageKind, Long> byKind = new EnumMap<>(MessageKind.class);
        for (MessageKind kind : MessageKind.values()) {
            if (counts[kind.ordinal()] > 0) {
                byKind.put(kind, counts[kind.ordinal()]);
            }
        }
        return byKind;
    }
}
