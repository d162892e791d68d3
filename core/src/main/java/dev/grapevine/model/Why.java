package dev.grapevine.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The evidence behind what is believed of a member. Immutable.
 *
 * @param summary one sentence in plain English, such as {@code node2 was killed or crashed: its host refused
 *     connections; two members agreed (node1 and node3)}; without a full stop
 * @param evidence what a suspicion or verdict rests on; {@link Evidence#NONE} where there is none
 * @param accusers the names of the members that found it, at most four
 * @param findings what was tried and found and decided, oldest first; at most the last {@value #LIMIT}
 */
public record Why(String summary, Evidence evidence, List<String> accusers, List<Finding> findings) {

    /** So many findings are remembered of each member. */
    public static final int LIMIT = 24;

    public Why {
        accusers = List.copyOf(accusers);
        findings = List.copyOf(findings);
    }

    /**
     * One thing that was done, found or decided.
     *
     * @param kind what kind of step it is
     * @param agoNanos how long before the moment of asking, in nanoseconds
     * @param actor the name of the member that did it: the subject of {@code text}
     * @param peers the names of the other members that took part: those that were asked, or that accused the member too
     * @param heardFrom the member that told of it; null if this one saw it itself, or learned it in the course of a sync
     * @param incarnation of the member, that it concerned
     * @param text a whole sentence, without a full stop
     */
    public record Finding(
            FindingKind kind,
            long agoNanos,
            String actor,
            List<String> peers,
            @Nullable String heardFrom,
            long incarnation,
            String text) {

        public Finding {
            peers = List.copyOf(peers);
        }
    }
}
