package dev.grapevine.core.bootstrap;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where members may be found beyond the live ones of the view: the seeds, addresses remembered from the last run or of
 * members lost since, and the dead. All of them are tried for ever, so the failure of one is reported once, until it
 * works again.
 */
public final class Contacts implements ViewListener {

    /** At most so many addresses are remembered; beyond that the oldest are dropped. */
    private static final int REMEMBERED_LIMIT = 1_024;

    /** How many failing places, and how many addresses of this process, are remembered; the oldest is forgotten first. */
    static final int PLACES_LIMIT = 256;

    private final View view;
    private final LocalMember local;
    private final Port port;
    private final Set<Address> remembered;
    private final Map<String, List<Address>> seeds = new LinkedHashMap<>();
    private final Set<Address> own = new LinkedHashSet<>();
    private final Set<String> failing = new LinkedHashSet<>();

    /**
     * @param seeds as configured
     * @param remembered addresses of members of the last run
     */
    public Contacts(Membership membership, List<String> seeds, List<Address> remembered, Port port) {
        this.view = membership.view();
        this.local = membership.local();
        this.port = port;
        this.remembered = new LinkedHashSet<>(remembered);
        seeds.forEach(seed -> this.seeds.put(seed, List.of()));
    }

    /** How many members are live, the local one included. */
    int live() {
        return view.live();
    }

    /** Whether no other member is known to be live. */
    boolean alone() {
        return view.live() == 1;
    }

    // ---- seeds

    /** Looks a seed up now, and keeps it. */
    public void addSeed(String seed) {
        seeds.putIfAbsent(seed, List.of());
        works(seed);
        port.resolve(seed);
    }

    Set<String> seeds() {
        return seeds.keySet();
    }

    /** The seeds that may lead to another member. A seed whose addresses are all this member's own is not one of them. */
    List<String> unansweredSeeds() {
        return seeds.entrySet().stream()
                .filter(seed ->
                        seed.getValue().isEmpty() || seed.getValue().stream().anyMatch(this::unmet))
                .map(Map.Entry::getKey)
                .toList();
    }

    void lookUpSeeds() {
        seeds.keySet().forEach(port::resolve);
    }

    /** Looks up the seed at that place in the order of configuration. */
    void lookUpSeed(int index) {
        seeds.keySet().stream().skip(index).findFirst().ifPresent(port::resolve);
    }

    void resolved(String seed, List<Address> addresses) {
        seeds.replace(seed, List.copyOf(addresses));
    }

    // ---- addresses

    /** Keeps an address of a member that is dropped from the view. */
    public void remember(Address address) {
        if (remembered.size() >= REMEMBERED_LIMIT) {
            remembered.remove(remembered.iterator().next());
        }
        remembered.add(address);
    }

    /** A member lost in silence may still be there, beyond a partition: its addresses outlive its tombstone. */
    @Override
    public void forgotten(MemberEntry entry, long now) {
        boolean lost = entry.evidence() == Evidence.SILENT || entry.evidence() == Evidence.CLOSED;
        if (entry.status() == Status.DEAD && lost && !entry.forgotten()) {
            entry.record().addresses().forEach(this::remember);
        }
    }

    /** Whether the process that greets so is this one. */
    boolean isSelf(Message.Hello host) {
        return local.is(host.name()) && host.generation() == local.record().generation();
    }

    /** This address leads to this process itself. */
    public void leadsToSelf(Address address) {
        add(own, address);
    }

    /** The local member's addresses have changed, and its former ones may become another's. */
    public void readdressed() {
        own.clear();
    }

    List<Address> remembered() {
        return remembered.stream().filter(this::unmet).toList();
    }

    List<Address> ofSeed(String seed) {
        return seeds.getOrDefault(seed, List.of()).stream().filter(this::unmet).toList();
    }

    /** The remembered ones, and those of all seeds as last looked up. */
    List<Address> addresses() {
        Set<Address> all = new LinkedHashSet<>(remembered());
        seeds.keySet().forEach(seed -> all.addAll(ofSeed(seed)));
        return List.copyOf(all);
    }

    /** Whether this address is known to lead to this process itself. */
    boolean isOwn(Address address) {
        return own.contains(address) || view.isOwn(address);
    }

    private boolean unmet(Address address) {
        MemberEntry there = view.at(address);
        return !isOwn(address) && (there == null || !there.live());
    }

    /** The dead members that have an address. */
    List<MemberEntry> dead() {
        List<MemberEntry> dead = new ArrayList<>();
        if (view.count(Status.DEAD) > 0) {
            for (MemberEntry entry : view.entries()) {
                if (entry.status() == Status.DEAD && !entry.forgotten() && entry.address() != null) {
                    dead.add(entry);
                }
            }
        }
        return dead;
    }

    // ---- failures

    /** Reports the failure of a seed or an address, unless one was reported since it last worked. */
    void fails(String place, PeerEvent report) {
        if (add(failing, place)) {
            port.emit(report);
        }
    }

    private static <T> boolean add(Set<T> places, T place) {
        boolean added = places.add(place);
        if (places.size() > PLACES_LIMIT) {
            places.remove(places.iterator().next());
        }
        return added;
    }

    /** The seed or address works, or is to be tried as if it were new. */
    void works(String place) {
        failing.remove(place);
    }
}
