package dev.grapevine.sim.member;

import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import dev.grapevine.sim.operation.ProcessOperation;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.NameService;
import dev.grapevine.sim.world.Process;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A member of a scenario over all its generations: its host, and what outlives its processes. */
public final class SimulatedMember {

    /** The cluster that all simulated members belong to. */
    public static final String CLUSTER = "sim";

    private final Host host;
    private final ProcessOperation.Start start;
    private final Map<String, ServiceInstance> registered = new TreeMap<>();
    private List<Address> remembered = List.of();
    private long generation;
    private boolean leaving;

    SimulatedMember(Host host, ProcessOperation.Start start) {
        this.host = host;
        this.start = start;
    }

    public String name() {
        return host.name();
    }

    public Host host() {
        return host;
    }

    /** Whether its process runs and is not about to leave. */
    public boolean running() {
        return host.process() != null && !leaving;
    }

    /** Whether it is running, and not stopped by a signal or a sleeping host. */
    public boolean responsive() {
        Process process = host.process();
        return process != null && !leaving && process.responsive();
    }

    /** The peer of the running process. */
    public Peer peer() {
        Process process = host.process();
        if (process == null) {
            throw new IllegalStateException(host + " does not run");
        }
        return PeerProgram.peerOf(process);
    }

    // ---- its processes, one after another

    /**
     * The configuration of its next process.
     *
     * @param blank without what a data folder would hold
     */
    public PeerConfig config(Settings settings, boolean blank) {
        long next = host.nextGeneration();
        if (!blank && Long.compareUnsigned(next, generation) <= 0) {
            next = generation + 1;
        }
        return new PeerConfig(
                host.name(),
                next,
                CLUSTER,
                announced(host.addresses()),
                host.zone(),
                NameService.seeds(start.seeds()),
                blank ? List.of() : remembered,
                start.discover(),
                1,
                settings);
    }

    /** A host that took over those of others has more addresses than a record holds. */
    private static List<Address> announced(List<Address> addresses) {
        return addresses.subList(0, Math.min(addresses.size(), MemberRecord.MAX_ADDRESSES));
    }

    /** To be called before a process starts. */
    public void starting() {
        registered.clear();
        leaving = false;
        host.setDiscovers(start.discover());
    }

    /** To be called before its process is told to leave. */
    public void leaving() {
        remember();
        leaving = true;
    }

    /** Keeps what a data folder would hold of its process; to be called before that ends. */
    public void remember() {
        if (host.process() == null) {
            return;
        }
        Peer peer = peer();
        generation = peer.self().generation();
        List<Address> addresses = new ArrayList<>();
        for (MemberRecord record : peer.questions().members()) {
            if (record.status().live() && !record.name().equals(host.name())) {
                addresses.addAll(record.addresses());
            }
        }
        remembered = List.copyOf(addresses);
    }

    // ---- its services

    /** What its running process was told to register. */
    public Collection<ServiceInstance> registered() {
        return Collections.unmodifiableCollection(registered.values());
    }

    public void registered(ServiceInstance instance) {
        registered.put(instance.service(), instance);
    }

    public void deregistered(String service) {
        registered.remove(service);
    }
}
