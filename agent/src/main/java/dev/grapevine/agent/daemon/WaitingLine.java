package dev.grapevine.agent.daemon;

import dev.grapevine.model.Member;
import java.util.List;

/** Formats the WAITING line of a member that is not ready, because it expects more members. */
final class WaitingLine {

    private WaitingLine() {}

    /** For example {@code WAITING 1 of 3 members}. */
    static String of(List<Member> members, int expect) {
        return "WAITING " + members.stream().filter(Member::live).count() + " of " + expect + " members";
    }
}
