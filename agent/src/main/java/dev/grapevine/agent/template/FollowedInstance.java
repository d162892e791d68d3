package dev.grapevine.agent.template;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.model.ReadyInstances;
import java.util.List;

/**
 * An instance, as files and commands are given it.
 *
 * @param stale whether it may be gone: it is the last that is known of it while that cannot be told
 */
public record FollowedInstance(InstanceInfo info, boolean stale) {

    /** Those of one service that clients should use, of those that suit them. */
    public static List<FollowedInstance> ready(List<FollowedInstance> suiting) {
        return ReadyInstances.among(
                suiting,
                instance -> instance.info().discoverable(),
                instance -> instance.info().drains());
    }

    FollowedInstance asStale() {
        return stale ? this : new FollowedInstance(info, true);
    }
}
