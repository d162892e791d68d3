package dev.grapevine.agent.template;

import dev.grapevine.agent.api.InstanceInfo;

/**
 * An instance, as files and commands are given it.
 *
 * @param stale whether it may be gone: it is the last that is known of it while that cannot be told
 */
public record FollowedInstance(InstanceInfo info, boolean stale) {

    FollowedInstance asStale() {
        return stale ? this : new FollowedInstance(info, true);
    }
}
