package dev.grapevine.cluster;

import java.util.List;

/**
 * Who is live, once nobody is under suspicion any more (or after two seconds). Immutable.
 *
 * @param id hash over names and generations of the live members: two members with the same id hold the same view
 * @param members the live ones, by name
 */
public record StableView(long id, List<Member> members) {
    public StableView {
        members = List.copyOf(members);
    }
}
