package dev.grapevine.sim;

import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A member of a scenario over all its lives: its host, and what outlives its processes. */
final class ScenarioMember {

    private static final String CLUSTER = "sim";

    final Host host;
    /** What its running process was told to register, by service. */
    final Map<String, ServiceInstance> registered = new TreeMap<>();

    private final MemberOperation.Start start;
    private List<Address> remembered = List.of();
    private long generation;
    private boolean leaving;

    ScenarioMember(Host host, MemberOperation.Start start) {
        this.host = host;
        this.start = start;
    }

    /** Whether its process runs and means to stay. */
    boolean running() {
        return host.process() != null && !leaving;
    }

    /** Whether it runs and is not stopped by a signal or a sleeping host. */
    boolean responsive() {
        Process process = host.process();
        return process != null && !leaving && process.responsive();
    }

    /** The peer of the running process. */
    Peer peer() {
        Process process = host.process();
        if (process == null) {
            throw new IllegalStateException(host + " does not run");
        }
        return ((PeerProgram) process.program()).peer();
    }

    /**
     * Who its next process will be.
     *
     * @param blank without what a data folder would hold
     */
    PeerConfig config(Settings settings, boolean blank) {
        long next = host.nextGeneration();
        if (!blank && Long.compareUnsigned(next, generation) <= 0) {
            next = generation + 1;
        }
        return new PeerConfig(
                host.name(),
                next,
                CLUSTER,
                host.addresses(),
                host.zone(),
                Stage.seeds(start.seeds()),
                blank ? List.of() : remembered,
                start.discover(),
                1,
                settings);
    }

    /** A process begins. */
    void begins() {
        registered.clear();
        leaving = false;
        host.setDiscovers(start.discover());
    }

    /** Its process is told to leave. */
    void leaves() {
        leaving = true;
    }

    /** Before a process ends: what a data folder would hold of it. */
    void remember() {
        if (host.process() == null) {
            return;
        }
        Peer peer = peer();
        generation = peer.self().generation();
        List<Address> addresses = new ArrayList<>();
        for (MemberRecord record : peer.members()) {
            if (record.status().live() && !record.name().equals(host.name())) {
                addresses.addAll(record.addresses());
            }
        }
        remembered = List.copyOf(addresses);
    }
}
