package dev.grapevine.sim.world;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.Hashes;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Hosts, a network between them, and virtual time. The world goes from one occurrence to the next as fast as they are handled,
 * in one thread, and draws all randomness from one seed. So the same seed and the same calls always give the same run.
 *
 * <p>Times are nanoseconds since the beginning of the world; the clocks that programs see start elsewhere ({@link HostClock}).
 */
public final class World {

    private final EventQueue queue = new EventQueue();
    private final List<Host> hosts = new ArrayList<>();
    private final Map<String, Host> byName = new HashMap<>();
    private final List<Observer> observers = new ArrayList<>();
    private final long seed;
    private final WorldOptions options;
    private final Wire wire;
    private final Network network;
    private final NameService nameService = new NameService(this);
    private @Nullable Tap tap;
    private long now;
    private long occurrences;
    private long fingerprint;

    public World(long seed, WorldOptions options, Link base, Wire wire) {
        this.options = options;
        this.wire = wire;
        this.seed = seed;
        // The network and each host have a source of their own: what one draws does not change what the others draw.
        this.network = new Network(this, base, new SplittableRandom(Hashes.mix(~seed)));
    }

    /** What all randomness is drawn from. */
    public long seed() {
        return seed;
    }

    // ---- hosts

    /** Adds a host with one address, in no zone. */
    public Host addHost(String name) {
        return addHost(name, "", "lan", 1);
    }

    /**
     * Adds a host.
     *
     * @param zone failure zone, or empty
     * @param segment name of its local segment, within which broadcasts are heard
     * @param addresses how many it has
     */
    public Host addHost(String name, String zone, String segment, int addresses) {
        if (byName.containsKey(name)) {
            throw new IllegalArgumentException("there is a host " + name + " already");
        }
        Host host = new Host(this, hosts.size(), name, zone, segment, addresses);
        hosts.add(host);
        byName.put(name, host);
        return host;
    }

    /** In order of adding. */
    public List<Host> hosts() {
        return Collections.unmodifiableList(hosts);
    }

    /** @throws IllegalArgumentException if there is none of this name */
    public Host host(String name) {
        Host host = byName.get(name);
        if (host == null) {
            throw new IllegalArgumentException("there is no host " + name);
        }
        return host;
    }

    /** The host of this name; null if there is none. */
    public @Nullable Host findHost(String name) {
        return byName.get(name);
    }

    public Network network() {
        return network;
    }

    public NameService nameService() {
        return nameService;
    }

    // ---- time

    /** Nanoseconds since the beginning of the world. */
    public long now() {
        return now;
    }

    /** Schedules an action for a time that is not past, after what was scheduled for that time before. */
    public void at(long time, Runnable action) {
        if (time < now) {
            throw new IllegalArgumentException("the time is past");
        }
        queue.add(time, new Occurrence() {
            @Override
            void happen() {
                action.run();
            }
        });
    }

    /** Advances to a time; everything up to and including it happens. */
    public void runUntil(long time) {
        while (queue.nextTime() <= time) {
            advance();
        }
        now = time;
    }

    /**
     * Makes the next thing happen.
     *
     * @return false if there is none
     */
    public boolean advance() {
        if (queue.size() == 0) {
            return false;
        }
        now = queue.nextTime();
        occurrences++;
        queue.poll().happen();
        return true;
    }

    /** How many things have happened. */
    public long occurrences() {
        return occurrences;
    }

    /** A hash over every step of every process and every datagram so far: equal runs have equal fingerprints. */
    public long fingerprint() {
        return fingerprint;
    }

    /** From now on, somebody listens on the network. */
    public void tap(Tap added) {
        tap = added;
    }

    /**
     * Sends a datagram that was not made here, from any address to any other.
     *
     * @param sender the host that it leaves from
     */
    public void inject(Host sender, Address from, Address to, Packet packet) {
        Process process = sender.process();
        if (process != null && !process.observed()) {
            sent(process, to, packet.messages(), packet.size());
        }
        network.carry(new Datagram(sender, from, to, packet, false, null));
    }

    @Nullable Tap tap() {
        return tap;
    }

    // ---- observers

    public void observe(Observer observer) {
        observers.add(observer);
    }

    void sent(Process process, Address to, List<Message> messages, int bytes) {
        mark(to.low() << 16 ^ to.port(), bytes);
        if (!process.observed()) {
            for (int i = 0; i < observers.size(); i++) {
                observers.get(i).intruded(process, to, messages, bytes);
            }
            return;
        }
        for (int i = 0; i < observers.size(); i++) {
            observers.get(i).sent(process, to, messages, bytes);
        }
    }

    /** The network made a second one of a datagram; to its receiver, that is one more. */
    void duplicated(Datagram copy) {
        Process process = copy.sender.process();
        if (process != null && !process.observed()) {
            observers.forEach(observer -> copy.tell(observer, process));
        }
    }

    void arrived(Process process, Packet packet) {
        for (int i = 0; i < observers.size() && process.observed(); i++) {
            observers.get(i).arrived(process, packet);
        }
    }

    void took(Process process, Packet packet) {
        for (int i = 0; i < observers.size() && process.observed(); i++) {
            observers.get(i).took(process, packet);
        }
    }

    void wrote(Process process, List<Message> messages, int bytes, boolean opening) {
        for (int i = 0; i < observers.size() && process.observed(); i++) {
            observers.get(i).wrote(process, messages, bytes, opening);
        }
    }

    void stepping(Process process, @Nullable Host sender) {
        for (int i = 0; i < observers.size() && process.observed(); i++) {
            observers.get(i).stepping(process, sender);
        }
    }

    void stepped(Process process) {
        mark(process.host().index(), 0);
        for (int i = 0; i < observers.size() && process.observed(); i++) {
            observers.get(i).stepped(process);
        }
    }

    void emitted(Process process, PeerEvent event) {
        for (int i = 0; i < observers.size() && process.observed(); i++) {
            observers.get(i).emitted(process, event);
        }
    }

    void ended(Process process) {
        for (int i = 0; i < observers.size() && process.observed(); i++) {
            observers.get(i).ended(process);
        }
    }

    private void mark(long what, int detail) {
        fingerprint = Hashes.mix(fingerprint ^ now ^ what << 20 ^ (long) detail << 50);
    }

    // ---- for its parts

    WorldOptions options() {
        return options;
    }

    Wire wire() {
        return wire;
    }

    void schedule(long time, Occurrence occurrence) {
        queue.add(time, occurrence);
    }

    void scheduleLate(long time, Occurrence occurrence) {
        queue.addLate(time, occurrence);
    }
}
