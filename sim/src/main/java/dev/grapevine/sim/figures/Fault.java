package dev.grapevine.sim.figures;

import dev.grapevine.model.Evidence;
import org.jspecify.annotations.Nullable;

/**
 * A member that stopped, and how the others came to know. Immutable. Times are in nanoseconds, except {@code at} counted from
 * the fault.
 *
 * @param at when it stopped, since the beginning of the run
 * @param evidence that of the first verdict; null if no member declared it dead
 * @param survivors members that ran when it stopped, and did not stop themselves before they knew
 * @param knowing how many of them declared it dead or heard that it is
 * @param first when the first survivor knew; null if none did
 * @param half when half of the survivors knew; null if fewer ever did
 * @param all when all survivors knew; null if some never did
 */
public record Fault(
        long at,
        String member,
        Kind kind,
        @Nullable Evidence evidence,
        int survivors,
        int knowing,
        @Nullable Long first,
        @Nullable Long half,
        @Nullable Long all) {

    /** What happened. */
    public enum Kind {
        /** The process was killed. */
        CRASH,
        /** The machine is gone. */
        HOST_LOSS,
        /** The process is stopped. */
        HANG
    }
}
