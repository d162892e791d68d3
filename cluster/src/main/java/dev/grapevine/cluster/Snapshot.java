package dev.grapevine.cluster;

import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import java.util.List;

/**
 * The view of the local member at one moment. Immutable.
 *
 * @param members all known members, including tombstones and the local member, by name
 * @param instances all instances of live members, by service, member and id
 * @param missed the number of events lost before it; 0 for the first snapshot
 */
public record Snapshot(List<Member> members, List<Instance> instances, long missed) {

    public Snapshot {
        members = List.copyOf(members);
        instances = List.copyOf(instances);
    }
}
