package dev.grapevine.core.bootstrap;

import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Addresses at which members may be found that are none of the live ones: of the last run, of seeds, and of the dead. */
final class Contacts {

    /** More addresses are not remembered; those that were remembered first are forgotten first. */
    private static final int LIMIT = 1_024;

    private final View view;
    private final LocalMember self;
    private final Set<Address> remembered;
    private final Map<String, List<Address>> seeds = new LinkedHashMap<>();
    private final Set<Address> own = new LinkedHashSet<>();

    Contacts(View view, LocalMember self, List<Address> remembered, List<String> seeds) {
        this.view = view;
        this.self = self;
        this.remembered = new LinkedHashSet<>(remembered);
        seeds.forEach(this::addSeed);
    }

    void addSeed(String seed) {
        seeds.putIfAbsent(seed, List.of());
    }

    Set<String> seeds() {
        return seeds.keySet();
    }

    void resolved(String seed, List<Address> addresses) {
        seeds.replace(seed, List.copyOf(addresses));
    }

    void remember(Address address) {
        if (remembered.size() >= LIMIT) {
            remembered.remove(remembered.iterator().next());
        }
        remembered.add(address);
    }

    /** Behind this address we are ourselves. */
    void isSelf(Address address) {
        own.add(address);
    }

    void forgetSelf() {
        own.clear();
    }

    List<Address> remembered() {
        return remembered.stream().filter(this::unmet).toList();
    }

    List<Address> ofSeed(String seed) {
        return seeds.getOrDefault(seed, List.of()).stream().filter(this::unmet).toList();
    }

    /** Of all seeds as last resolved, and remembered. */
    List<Address> all() {
        Set<Address> all = new LinkedHashSet<>(remembered());
        seeds.keySet().forEach(seed -> all.addAll(ofSeed(seed)));
        return List.copyOf(all);
    }

    private boolean unmet(Address address) {
        MemberEntry there = view.at(address);
        return !own.contains(address)
                && !self.record().addresses().contains(address)
                && (there == null || !there.live());
    }

    /** The dead that have an address. */
    List<MemberEntry> dead() {
        List<MemberEntry> dead = new ArrayList<>();
        if (view.count(Status.DEAD) > 0) {
            for (MemberEntry entry : view.entries()) {
                if (entry.status() == Status.DEAD && entry.address() != null) {
                    dead.add(entry);
                }
            }
        }
        return dead;
    }
}
