package dev.grapevine.core;

import dev.grapevine.model.DropReason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Adds up what the parts of a peer have dropped, by the reason. */
final class DropCounts {

    private final Map<DropReason, List<LongSupplier>> parts = new EnumMap<>(DropReason.class);

    /** Sets the counts of all parts that drop for this reason. */
    void set(DropReason reason, LongSupplier... counts) {
        parts.put(reason, List.of(counts));
    }

    Map<DropReason, Long> byReason() {
        Map<DropReason, Long> sums = new EnumMap<>(DropReason.class);
        parts.forEach((reason, counts) -> sums.put(
                reason, counts.stream().mapToLong(LongSupplier::getAsLong).sum()));
        return sums;
    }
}
