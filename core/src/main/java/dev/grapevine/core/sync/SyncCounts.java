package dev.grapevine.core.sync;

import dev.grapevine.model.SyncOutcome;
import java.util.EnumMap;
import java.util.Map;

/** Counts the syncs of a peer, asked and answered, by what became of them. Not thread-safe. */
public final class SyncCounts {

    private final Map<SyncOutcome, Long> counts = new EnumMap<>(SyncOutcome.class);

    void add(SyncOutcome outcome) {
        counts.merge(outcome, 1L, Long::sum);
    }

    /** The count of each outcome that there was; a copy. */
    public Map<SyncOutcome, Long> byOutcome() {
        return new EnumMap<>(counts);
    }
}
