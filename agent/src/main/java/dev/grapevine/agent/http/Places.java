package dev.grapevine.agent.http;

import java.util.HashMap;
import java.util.Map;

/**
 * A limited number of places, of which one client can have only a part, so that it cannot lock out the others.
 * Thread-safe.
 */
final class Places {

    private final int total;
    private final int perClient;
    private final Map<String, Integer> byClient = new HashMap<>();
    private int taken;

    Places(int total, int perClient) {
        this.total = total;
        this.perClient = perClient;
    }

    /** What came of asking for a place. */
    enum Result {
        TAKEN,
        /** All places are taken. */
        FULL,
        /** This client has as many as one client may have. */
        CLIENT_FULL
    }

    /** @param client its address */
    synchronized Result take(String client) {
        if (taken >= total) {
            return Result.FULL;
        }
        if (byClient.getOrDefault(client, 0) >= perClient) {
            return Result.CLIENT_FULL;
        }
        byClient.merge(client, 1, Integer::sum);
        taken++;
        return Result.TAKEN;
    }

    /** Returns a place that was taken. */
    synchronized void release(String client) {
        byClient.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1);
        taken--;
    }

    synchronized int taken() {
        return taken;
    }
}
