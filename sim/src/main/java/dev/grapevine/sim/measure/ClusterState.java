package dev.grapevine.sim.measure;

import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All members, and the state of the cluster now, as it really is. */
final class ClusterState {

    final List<TrackedMember> members = new ArrayList<>();
    private final World world;
    private final long grace;

    /** How many members answer now. */
    int answering;

    boolean partitioned;

    /** The sender of the packet that is being handled now; null if it is no packet. */
    @Nullable TrackedMember sender;

    /** @param grace how long a member still counts as slow after it was slowed down */
    ClusterState(World world, long grace) {
        this.world = world;
        this.grace = grace;
    }

    long now() {
        return world.now();
    }

    TrackedMember member(Host host) {
        while (members.size() <= host.index()) {
            int index = members.size();
            members.add(new TrackedMember(index, world.hosts().get(index).name()));
        }
        return members.get(host.index());
    }

    TrackedMember member(String name) {
        return member(world.host(name));
    }

    /** Null for a name that a stranger made up. */
    @Nullable TrackedMember find(String name) {
        Host host = world.findHost(name);
        return host == null ? null : member(host);
    }

    /** Makes sure that every host is tracked. */
    void trackAll() {
        List<Host> hosts = world.hosts();
        if (!hosts.isEmpty()) {
            member(hosts.get(hosts.size() - 1));
        }
    }

    Condition condition(TrackedMember member) {
        return member.condition(partitioned, grace, now());
    }

    /** Begins to track which of the members that answer now hear of something about a member. */
    SpreadTracker trackSpread(TrackedMember about, long at) {
        return new SpreadTracker(at, about, answering, members.size());
    }
}
