package dev.grapevine.agent.template;

import dev.grapevine.agent.api.MemberInfo;
import java.util.List;

/**
 * What files and commands are made from. Immutable.
 *
 * @param members all known ones, dead and left ones too, by name
 * @param instances of live members, by service, member and id; and the last ones of services that are kept
 */
public record FollowedCatalogue(List<MemberInfo> members, List<FollowedInstance> instances) {

    public FollowedCatalogue {
        members = List.copyOf(members);
        instances = List.copyOf(instances);
    }

    /** The same, with all instances marked stale: the agent is away, so nothing newer is known. */
    public FollowedCatalogue asStale() {
        return new FollowedCatalogue(
                members, instances.stream().map(FollowedInstance::asStale).toList());
    }
}
