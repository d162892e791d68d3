package dev.grapevine.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The evidence behind what is believed of a member. Immutable.
 *
 * @param evidence what a suspicion or verdict rests on; {@link Evidence#NONE} where there is none
 * @param accusers the names of the members that found it, at most four
 * @param findings what was tried and found and decided, oldest first; at most the last {@value #LIMIT}
 */
public record Why(Evidence evidence, List<String> accusers, List<Finding> findings) {

    /** So many findings are remembered of each member. */
    public static final int LIMIT = 24;

    public Why {
        accusers = List.copyOf(accusers);
        findings = List.copyOf(findings);
    }

    /**
     * One thing that was done, found or decided.
     *
     * @param agoNanos how long before the moment of asking, in nanoseconds
     * @param by the members that did it: one name or more, with commas between them
     * @param heardFrom the member that told of it; null if this one saw it itself, or learned it in the course of a sync
     * @param incarnation of the member, that it concerned
     * @param text in words, to be read after {@code by}
     */
    public record Finding(
            long agoNanos, String by, @Nullable String heardFrom, long incarnation, String text) {}
}
