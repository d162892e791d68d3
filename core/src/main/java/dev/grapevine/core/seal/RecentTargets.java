package dev.grapevine.core.seal;

import dev.grapevine.model.Address;
import java.util.HashSet;
import java.util.Set;

/** The addresses that datagrams went to within 1 to 2 s: somebody there may answer without having been known before. */
final class RecentTargets {

    private static final long SPAN_NANOS = 1_000_000_000;
    private static final int LIMIT = 4_096;

    private Set<Address> current = new HashSet<>();
    private Set<Address> previous = new HashSet<>();
    private long began;

    RecentTargets(long now) {
        began = now;
    }

    void sent(Address to, long now) {
        turn(now);
        if (current.size() < LIMIT) {
            current.add(to);
        }
    }

    boolean contains(Address address, long now) {
        turn(now);
        return current.contains(address) || previous.contains(address);
    }

    private void turn(long now) {
        long elapsed = now - began;
        if (elapsed >= SPAN_NANOS) {
            Set<Address> emptied = previous;
            previous = current;
            current = emptied;
            current.clear();
            if (elapsed >= 2 * SPAN_NANOS) {
                previous.clear();
            }
            began = now;
        }
    }
}
