package dev.grapevine.sim.member;

import dev.grapevine.model.EncryptionMode;
import dev.grapevine.sim.operation.ProcessOperation;
import dev.grapevine.sim.world.World;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The members that a run has started so far, by name. */
public final class Members {

    private final World world;
    private final @Nullable Sealings sealings;
    private final Map<String, SimulatedMember> byName = new TreeMap<>();

    /** @param sealings how they seal; null if they do not */
    public Members(World world, @Nullable Sealings sealings) {
        this.world = world;
        this.sealings = sealings;
    }

    /** How they seal; null if they do not. */
    public @Nullable Sealings sealings() {
        return sealings;
    }

    /** Changes the mode of a member; a plain cluster has no modes. */
    public void encrypt(String name, EncryptionMode mode) {
        if (sealings != null) {
            sealings.mode(name, get(name).host().process(), mode);
        }
    }

    /** All that were ever started, in order of name. */
    public Collection<SimulatedMember> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** @throws IllegalArgumentException if it was never started */
    public SimulatedMember get(String name) {
        SimulatedMember member = byName.get(name);
        if (member == null) {
            throw new IllegalArgumentException("member " + name + " was never started");
        }
        return member;
    }

    public @Nullable SimulatedMember find(String name) {
        return byName.get(name);
    }

    /** Adds a member on a host of its own; its process is not started yet. */
    public SimulatedMember add(ProcessOperation.Start start) {
        SimulatedMember member = new SimulatedMember(world.addHost(start.member(), start.zone(), "lan", 1), start);
        byName.put(start.member(), member);
        return member;
    }
}
