package dev.grapevine.sim.measure;

import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members and what is the matter with the cluster just now. */
final class ClusterState {

    final List<TrackedMember> subjects = new ArrayList<>();
    private final World world;
    private final long grace;

    /** How many members answer. */
    int answering;

    boolean parted;

    /** Who sent what the process that is stepping now was given; null if nobody did. */
    @Nullable TrackedMember sender;

    /** @param grace how long after it was slowed down a member still counts as slow */
    ClusterState(World world, long grace) {
        this.world = world;
        this.grace = grace;
    }

    long now() {
        return world.now();
    }

    TrackedMember subject(Host host) {
        while (subjects.size() <= host.index()) {
            int index = subjects.size();
            subjects.add(new TrackedMember(index, world.hosts().get(index).name()));
        }
        return subjects.get(host.index());
    }

    TrackedMember subject(String name) {
        return subject(world.host(name));
    }

    /** Makes sure that there is a subject for every host. */
    void meetAll() {
        List<Host> hosts = world.hosts();
        if (!hosts.isEmpty()) {
            subject(hosts.get(hosts.size() - 1));
        }
    }

    Condition condition(TrackedMember subject) {
        return subject.condition(parted, grace, now());
    }

    /** Begins to note who of those that answer now hears of something about that member. */
    SpreadTracker hearing(TrackedMember about, long at) {
        return new SpreadTracker(at, about, answering, subjects.size());
    }
}
