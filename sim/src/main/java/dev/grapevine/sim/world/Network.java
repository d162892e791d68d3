package dev.grapevine.sim.world;

import dev.grapevine.core.view.Hashes;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the hosts. Every ordered pair of hosts has a {@link Link}: the base link of the world, changed by the
 * rules that match the pair, in the order in which they were made. Partitions come on top.
 */
public final class Network {

    private static final long LOOPBACK_DELAY_NANOS = 10_000;
    private static final int NETWORK_PREFIX = 10;

    /**
     * One change to the links of some pairs.
     *
     * @param kind rules of one kind and the same ends replace each other
     */
    private record Rule(String kind, HostSelector from, HostSelector to, UnaryOperator<Link> change) {
        boolean matches(Host sender, Host receiver) {
            return from.matches(sender) && to.matches(receiver);
        }

        boolean sameAs(Rule other) {
            return kind.equals(other.kind) && from.equals(other.from) && to.equals(other.to);
        }
    }

    private final World world;
    private final SplittableRandom random;
    private final List<Rule> rules = new ArrayList<>();
    private final Map<Long, Link> links = new HashMap<>();
    /** By the low 24 bits of the address; those given up are null. */
    private @Nullable Host[] byAddress = new Host[64];

    private int addresses;
    private Link base;
    /** The link of every pair; null while there is a rule that does not hold for all pairs. */
    private @Nullable Link common;
    /** Group of each host while there is a partition. */
    private int @Nullable [] groups;

    Network(World world, Link base, SplittableRandom random) {
        this.world = world;
        this.base = base;
        this.common = base;
        this.random = random;
    }

    // ---- rules

    /** Changes the link that all rules start from. */
    public void setBase(Link changed) {
        base = changed;
        rebuild();
    }

    /**
     * Changes the links from some hosts to others.
     *
     * @param kind rules of one kind and the same ends replace each other
     */
    public void change(String kind, HostSelector from, HostSelector to, UnaryOperator<Link> change) {
        Rule rule = new Rule(kind, from, to, change);
        rules.removeIf(rule::sameAs);
        rules.add(rule);
        rebuild();
    }

    /** Divides the hosts into groups that cannot reach each other; hosts in none of them form another one together. */
    public void partition(List<Set<String>> parts) {
        List<Host> hosts = world.hosts();
        int[] groupOf = new int[hosts.size()];
        Arrays.fill(groupOf, parts.size());
        for (int group = 0; group < parts.size(); group++) {
            for (String name : parts.get(group)) {
                groupOf[world.host(name).index()] = group;
            }
        }
        groups = groupOf;
    }

    /** Ends every rule and partition. */
    public void heal() {
        rules.clear();
        groups = null;
        rebuild();
    }

    /** The link from one host to another, partitions aside. */
    public Link link(Host from, Host to) {
        if (common != null) {
            return common;
        }
        // mixed, because the hash of a Long sends pairs of small numbers to a few buckets
        Long pair = Hashes.mix((long) from.index() << 32 | to.index());
        Link link = links.get(pair);
        if (link == null) {
            link = base;
            for (Rule rule : rules) {
                if (rule.matches(from, to)) {
                    link = rule.change.apply(link);
                }
            }
            links.put(pair, link);
        }
        return link;
    }

    private void rebuild() {
        links.clear();
        Link everywhere = base;
        for (Rule rule : rules) {
            if (!rule.from.all() || !rule.to.all()) {
                common = null;
                return;
            }
            everywhere = rule.change.apply(everywhere);
        }
        common = everywhere;
    }

    /** Whether packets from one host reach the other now; a host always reaches itself. */
    boolean passes(Host from, Host to) {
        if (!from.reachable() || !to.reachable()) {
            return false;
        }
        if (from == to) {
            return true;
        }
        return group(from) == group(to) && link(from, to).passes(world.now());
    }

    private int group(Host host) {
        // hosts that were added after the partition belong to the group of those not named
        return groups == null ? 0 : host.index() < groups.length ? groups[host.index()] : groups[groups.length - 1];
    }

    // ---- addresses

    List<Address> allocate(Host host, int count) {
        List<Address> allocated = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int number = ++addresses;
            if (number >= byAddress.length) {
                byAddress = Arrays.copyOf(byAddress, byAddress.length * 2);
            }
            byAddress[number] = host;
            allocated.add(Address.ipv4(NETWORK_PREFIX << 24 | number, Host.PORT));
        }
        return List.copyOf(allocated);
    }

    List<Address> readdress(Host host) {
        for (Address old : host.addresses()) {
            int number = (int) (old.low() & 0xff_ffff);
            if (byAddress[number] == host) { // another host may have taken it
                byAddress[number] = null;
            }
        }
        return allocate(host, host.addresses().size());
    }

    /** Routes addresses to another host, which has them besides its own. */
    List<Address> reroute(List<Address> given, Host to) {
        for (Address address : given) {
            byAddress[(int) (address.low() & 0xff_ffff)] = to;
        }
        List<Address> all = new ArrayList<>(given);
        all.addAll(to.addresses());
        return List.copyOf(all);
    }

    /** The host that has this address now, whatever the port; null if there is none. */
    @Nullable Host hostAt(Address address) {
        if (!address.isIpv4() || (address.low() >>> 24 & 0xff) != NETWORK_PREFIX) {
            return null;
        }
        int number = (int) (address.low() & 0xff_ffff);
        return number < byAddress.length ? byAddress[number] : null;
    }

    // ---- packets

    /** Sends a datagram, which arrives, is refused or is lost, unless somebody on the way takes it off. */
    void datagram(Datagram datagram) {
        Tap tap = world.tap();
        if (tap == null || !datagram.isTaken(tap)) {
            carry(datagram);
        }
    }

    void carry(Datagram datagram) {
        Host from = datagram.sender;
        Host to = hostAt(datagram.to);
        if (to == null || !passes(from, to)) {
            return;
        }
        if (from == to) {
            world.schedule(world.now() + LOOPBACK_DELAY_NANOS, datagram);
            return;
        }
        Link link = link(from, to);
        if (link.rejects()) {
            datagram.refuse(to);
            return;
        }
        if (link.udpBlocked() || chance(link.loss())) {
            return;
        }
        if (chance(link.corrupt())) {
            datagram.damage();
        }
        Datagram copy = chance(link.duplicate()) ? datagram.copy() : null;
        if (copy != null) {
            world.duplicated(copy);
        }
        world.schedule(world.now() + datagramDelay(link), datagram);
        if (copy != null) {
            world.schedule(world.now() + datagramDelay(link), copy);
        }
    }

    /** Sends "port unreachable" back, which may be lost like any packet. */
    void unreachable(Host from, Host to, Occurrence arrival) {
        if (from == to) {
            world.schedule(world.now() + LOOPBACK_DELAY_NANOS, arrival);
        } else if (passes(from, to) && !chance(link(from, to).loss())) {
            world.schedule(world.now() + link(from, to).delay().sample(random), arrival);
        }
    }

    private long datagramDelay(Link link) {
        long delay = link.delay().sample(random);
        return chance(link.reorder()) ? delay + random.nextLong(4 * delay + 1_000_000) : delay;
    }

    /** Draws how long a packet of a stream takes. Within a stream, no packet overtakes another. */
    long streamDelay(Host from, Host to) {
        return from == to ? LOOPBACK_DELAY_NANOS : link(from, to).delay().sample(random);
    }

    /** Draws whether a packet of a stream is lost. */
    boolean losesStreamPacket(Host from, Host to) {
        return from != to && chance(link(from, to).loss());
    }

    /** Draws whether a packet of a stream is damaged. */
    boolean damagesStream(Host from, Host to) {
        return from != to && chance(link(from, to).corrupt());
    }

    boolean rejects(Host from, Host to) {
        return from != to && link(from, to).rejects();
    }

    private boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }
}
