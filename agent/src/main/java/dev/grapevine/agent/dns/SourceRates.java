package dev.grapevine.agent.dns;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each source may ask by UDP, where sources can be forged: responses are longer than queries, and would hit whoever
 * really has the address. A bucket of tokens for each source; those asked last are remembered. For one thread.
 */
final class SourceRates {

    /** Queries a second. */
    static final int RATE = 1_000;

    /** Queries at once. */
    static final int BURST = 2_000;

    static final int MAX_SOURCES = 10_000;

    private static final double NANOS_PER_QUERY = 1e9 / RATE;

    /** When the bucket of a source would be full again. */
    private final Map<InetAddress, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Long> eldest) {
            return size() > MAX_SOURCES;
        }
    };

    /** Whether a query may be answered; it is counted if it may. */
    boolean take(InetAddress source, long nowNanos) {
        long full = fullAt.getOrDefault(source, nowNanos);
        long behind = Math.max(full - nowNanos, 0);
        if (behind > (BURST - 1) * NANOS_PER_QUERY) {
            return false;
        }
        fullAt.put(source, nowNanos + behind + (long) NANOS_PER_QUERY);
        return true;
    }
}
