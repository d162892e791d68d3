package dev.grapevine.sim.figures;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one piece of news spread. Immutable. Times are nanoseconds, those of hearing counted from its beginning: the owner's own
 * change, or the first verdict anywhere, or the first other member that a joiner reached.
 *
 * @param at since the run's beginning
 * @param about the member
 * @param audience members that ran then, its subject aside, and did not stop before they heard
 * @param informed how many of them heard
 * @param half when half of the audience had heard; null if fewer ever did
 * @param most when 99 % of it had heard; null if fewer ever did
 * @param all when all of it had heard; null if some never did
 * @param hops how many heard it after how many hops; those at 0 found out by themselves
 * @param messages copies of it in datagrams, of the whole audience
 */
public record NewsSpread(
        long at,
        NewsKind news,
        String about,
        int audience,
        int informed,
        @Nullable Long half,
        @Nullable Long most,
        @Nullable Long all,
        List<Integer> hops,
        long messages) {
    public NewsSpread {
        hops = List.copyOf(hops);
    }

    /** Hops to the last that heard. */
    public int rounds() {
        return Math.max(0, hops.size() - 1);
    }
}
