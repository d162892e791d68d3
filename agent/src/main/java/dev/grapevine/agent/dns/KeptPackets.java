package dev.grapevine.agent.dns;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Packets that hold until a service changes, by the queries that they answer. They take a bounded amount of memory. For one thread. */
final class KeptPackets {

    /** In bytes. If they need more, all are forgotten, and those that are asked for again come back. */
    static final int MAX_SIZE = 8 * 1_024 * 1_024;

    /**
     * A packet.
     *
     * @param source what it holds for
     */
    record Kept(DnsAnswer.Source source, DnsPacket packet) {}

    private final Map<DnsQuery, Kept> packets = new HashMap<>();
    private int size;

    @Nullable Kept get(DnsQuery query) {
        return packets.get(query);
    }

    void put(DnsQuery query, Kept kept) {
        remove(query);
        int more = query.size() + kept.packet.size();
        if (more > MAX_SIZE) {
            return;
        }
        if (size + more > MAX_SIZE) {
            packets.clear();
            size = 0;
        }
        packets.put(query, kept);
        size += more;
    }

    /** Forgets a packet that does not hold any more. */
    void remove(DnsQuery query) {
        Kept before = packets.remove(query);
        size -= before == null ? 0 : query.size() + before.packet.size();
    }

    /** About how much memory they take, in bytes. */
    int size() {
        return size;
    }
}
