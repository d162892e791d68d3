package dev.grapevine.sim.attack;

import dev.grapevine.core.view.MemberRecord;
import java.util.List;

/**
 * What a stranger knows of the cluster that it attacks.
 *
 * @param cluster name of the cluster
 * @param nobody an IPv4 network of 16 bits in which nobody answers, such as 192.0.0.0 as {@code 192 << 24}
 * @param victim the record of the member that it sends to
 * @param members the records of all members that run, as they write them themselves
 */
public record Target(String cluster, int nobody, MemberRecord victim, List<MemberRecord> members) {
    public Target {
        members = List.copyOf(members);
    }
}
