package dev.grapevine.cluster.data;

import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Addresses of other members and when they were last live, the latest first; bounded. Of one thread. */
public final class RememberedAddresses {

    /** More would neither be tried within a day nor be needed. */
    static final int LIMIT = 4_096;

    private final Map<Address, Long> lastLive;

    public RememberedAddresses(Map<Address, Long> lastLive) {
        this.lastLive = new HashMap<>(lastLive);
    }

    /** These are live now. */
    public void live(Collection<Address> addresses, long wallMillis) {
        addresses.forEach(address -> lastLive.put(address, wallMillis));
        lastLive.values().removeIf(last -> wallMillis - last >= DataFolder.KEPT.toMillis());
    }

    /** In the order in which they should be tried, with the time at which each was last live. */
    public Map<Address, Long> latestFirst() {
        List<Map.Entry<Address, Long>> entries = new ArrayList<>(lastLive.entrySet());
        entries.sort(Map.Entry.<Address, Long>comparingByValue().reversed());
        Map<Address, Long> ordered = new LinkedHashMap<>();
        entries.stream().limit(LIMIT).forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
        lastLive.keySet().retainAll(ordered.keySet());
        return ordered;
    }
}
