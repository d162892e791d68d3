package dev.grapevine.core;

import dev.grapevine.core.view.MemberRecord;
import java.util.List;

/**
 * The evidence behind what is believed of a member, oldest first.
 *
 * @param member as it is known now
 * @param findings what was seen of it, at most the last {@value #LIMIT}
 */
public record Why(MemberRecord member, List<Finding> findings) {

    public static final int LIMIT = 16;

    public Why {
        findings = List.copyOf(findings);
    }

    /**
     * One thing that was found.
     *
     * @param agoNanos before the moment of asking
     * @param by who found it: a member's name
     * @param incarnation of the member, that it concerned
     * @param text in words, what was tried and what came of it
     */
    public record Finding(long agoNanos, String by, long incarnation, String text) {}
}
