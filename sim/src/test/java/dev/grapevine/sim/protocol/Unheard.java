package dev.grapevine.sim.protocol;

import dev.grapevine.sim.world.Observer;
import dev.grapevine.sim.world.Packet;
import dev.grapevine.sim.world.Process;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Measures how long members send to others before they are heard there: from the arrival of a datagram until the receiver is given one of theirs. */
final class Unheard implements Observer {

    private final long travelNanos;

    /** @param travelNanos how long every datagram travels; what arrives otherwise is a replay, and does not count */
    Unheard(long travelNanos) {
        this.travelNanos = travelNanos;
    }

    private record Pair(Process receiver, Process sender) {}

    private final Map<Pair, Long> since = new HashMap<>();

    /** Waits that ended, by the receiver and the sender, in nanoseconds. */
    private final List<Long> waits = new ArrayList<>();

    @Override
    public void arrived(Process process, Packet packet) {
        Process sender = packet.sender();
        long travelled = process.host().worldNow() - packet.sentAt();
        if (sender != null && !packet.isProof() && travelled == travelNanos) {
            since.putIfAbsent(new Pair(process, sender), process.host().worldNow());
        }
    }

    @Override
    public void took(Process process, Packet packet) {
        Process sender = packet.sender();
        Long arrived = sender == null ? null : since.remove(new Pair(process, sender));
        if (arrived != null) {
            waits.add(process.host().worldNow() - arrived);
        }
    }

    /** The longest wait, of those too that have not ended between processes that run. */
    long longest() {
        long longest = waits.stream().mapToLong(Long::longValue).max().orElse(0);
        for (Map.Entry<Pair, Long> open : since.entrySet()) {
            Pair pair = open.getKey();
            if (pair.receiver().running() && pair.sender().running()) {
                longest = Math.max(longest, pair.receiver().host().worldNow() - open.getValue());
            }
        }
        return longest;
    }

    /** How many waits were longer. */
    long above(long nanos) {
        return waits.stream().filter(wait -> wait > nanos).count();
    }

    /** How many datagrams waited at all. */
    long waited() {
        return waits.stream().filter(wait -> wait > 0).count();
    }

    /** Those that still wait, for messages of failures. */
    Map<String, Long> open() {
        Map<String, Long> open = new TreeMap<>();
        since.forEach((pair, at) -> open.put(pair.sender() + " -> " + pair.receiver(), at));
        return open;
    }
}
