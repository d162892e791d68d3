package dev.grapevine.sim.figures;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one piece of news spread. Immutable. Times are in nanoseconds, except {@code at} counted from the beginning of the news:
 * the owner's own change, or the first verdict anywhere, or the first other member that a joiner reached.
 *
 * @param at when it began, since the beginning of the run
 * @param about the member that it is about
 * @param audience members that ran then, without the one it is about, and did not stop before they heard
 * @param informed how many of them heard
 * @param half when half of the audience had heard; null if fewer ever did
 * @param most when 99 % of it had heard; null if fewer ever did
 * @param all when all of it had heard; null if some never did
 * @param hops how many heard it after 0, 1, 2 ... hops; those at 0 found out by themselves
 * @param messages copies of it in datagrams, sent by all members together
 */
public record NewsSpread(
        long at,
        NewsKind kind,
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

    /** Hops to the last member that heard. */
    public int rounds() {
        return Math.max(0, hops.size() - 1);
    }
}
