package dev.grapevine.cluster;

import dev.grapevine.model.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The live members, once none is suspect, or two seconds after a change. Immutable. Two stable views are equal if they
 * have the same id, whatever else is known of their members.
 *
 * @param id hash over the names and generations of the live members: two members with the same id hold the same view
 * @param members the live members, by name
 */
public record StableView(long id, List<Member> members) {
    public StableView {
        members = List.copyOf(members);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StableView view && id == view.id;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }
}
