package dev.grapevine.cluster;

import java.util.List;

/**
 * The live members, once none is suspect, or two seconds after a change. Immutable.
 *
 * @param id hash over the names and generations of the live members: two members with the same id hold the same view
 * @param members the live members, by name
 */
public record StableView(long id, List<Member> members) {
    public StableView {
        members = List.copyOf(members);
    }
}
