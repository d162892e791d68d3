package dev.grapevine.cluster.data;

import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Addresses of other members, with the time at which each was last live; bounded. Not thread-safe. */
public final class RememberedAddresses {

    /** More would neither be needed nor be tried within a day. */
    static final int LIMIT = 4_096;

    private final Map<Address, Long> lastLive;

    public RememberedAddresses(Map<Address, Long> lastLive) {
        this.lastLive = new HashMap<>(lastLive);
    }

    /** Records that these addresses are live now. */
    public void live(Collection<Address> addresses, long wallMillis) {
        addresses.forEach(address -> lastLive.put(address, wallMillis));
        lastLive.values().removeIf(last -> wallMillis - last >= DataFolder.RETENTION.toMillis());
    }

    /** The addresses in the order in which to try them, each with the time at which it was last live. */
    public Map<Address, Long> latestFirst() {
        List<Map.Entry<Address, Long>> entries = new ArrayList<>(lastLive.entrySet());
        entries.sort(Map.Entry.<Address, Long>comparingByValue().reversed());
        Map<Address, Long> ordered = new LinkedHashMap<>();
        entries.stream().limit(LIMIT).forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
        lastLive.keySet().retainAll(ordered.keySet());
        return ordered;
    }
}
