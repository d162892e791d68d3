package dev.grapevine.agent.template;

import dev.grapevine.agent.api.MemberInfo;
import java.util.List;

/**
 * Whether the network seems to be partitioned. That begins with the event PARTITIONED, and ends with MERGED or as soon
 * as so few members are lost that the member would tell of it again: less than half of what made it an event. Not
 * thread-safe.
 */
public final class PartitionState {

    private static final int FEW = 3;
    private static final double SHARE = 0.25;

    private boolean partitioned;

    /** The member has told of a partition. */
    public void begin() {
        partitioned = true;
    }

    /** Two parts have become one. */
    public void end() {
        partitioned = false;
    }

    /** Whether it lasts, by the members of this moment. */
    public boolean lasts(List<MemberInfo> members) {
        if (partitioned) {
            long lost = members.stream()
                    .filter(member ->
                            member.status().equals("suspect") || member.status().equals("dead"))
                    .count();
            long known = members.stream()
                    .filter(member -> !member.status().equals("left"))
                    .count();
            partitioned = lost * 2 >= Math.max(FEW, SHARE * known);
        }
        return partitioned;
    }
}
