package dev.grapevine.cluster;

import java.util.List;

/**
 * The view of this member at one moment. Immutable.
 *
 * @param members all that are known, tombstones and this one included, by name
 * @param instances all instances of live members, by service, member and id
 * @param missed events lost before it; 0 for the first
 */
public record Snapshot(List<Member> members, List<Instance> instances, long missed) {

    public Snapshot {
        members = List.copyOf(members);
        instances = List.copyOf(instances);
    }
}
