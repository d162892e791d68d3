package dev.grapevine.sim.attack;

import dev.grapevine.core.view.MemberRecord;
import java.util.List;

/**
 * What a stranger knows of the cluster that it attacks.
 *
 * @param victim the record of the member that it sends to
 * @param members the records of all members that run, as they write them themselves
 */
public record Target(MemberRecord victim, List<MemberRecord> members) {
    public Target {
        members = List.copyOf(members);
    }
}
