package dev.grapevine.core.view;

import dev.grapevine.model.ServiceInstance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where each service runs: an index over the states of all live members, updated as they change. Belongs to the peer's
 * thread.
 */
public final class ServiceRegistry {

    /**
     * An instance and the member that owns it.
     *
     * @param member name of the owner
     */
    public record Registered(String member, ServiceInstance instance) {}

    private final TreeMap<String, TreeSet<Registered>> byService = new TreeMap<>();
    private int size;

    /** Names of the services that have an instance, discoverable or not; sorted. */
    public Set<String> services() {
        return Collections.unmodifiableSet(byService.keySet());
    }

    /** The instances of a service, discoverable or not, sorted by member and id; empty if it has none. */
    public List<Registered> instances(String service) {
        TreeSet<Registered> instances = byService.get(service);
        return instances == null ? List.of() : List.copyOf(instances);
    }

    /** All instances, sorted by service, member and id. */
    public List<Registered> all() {
        List<Registered> all = new ArrayList<>(size);
        byService.values().forEach(all::addAll);
        return all;
    }

    /** How many instances there are. */
    public int size() {
        return size;
    }

    /** Adds an instance, or replaces that of the same member, service and id. */
    public void put(String member, ServiceInstance instance) {
        Registered added = new Registered(member, instance);
        TreeSet<Registered> instances =
                byService.computeIfAbsent(instance.service(), service -> new TreeSet<>(ServiceRegistry::compare));
        if (instances.add(added)) {
            size++;
        } else { // an instance of this member and id is there, equal or not
            instances.remove(added);
            instances.add(added);
        }
    }

    private static int compare(Registered a, Registered b) {
        int byMember = a.member.compareTo(b.member);
        return byMember != 0 ? byMember : a.instance.id().compareTo(b.instance.id());
    }

    /** Removes the instance of the same member, service and id, if there is one. */
    public void remove(String member, ServiceInstance instance) {
        TreeSet<Registered> instances = byService.get(instance.service());
        if (instances != null && instances.remove(new Registered(member, instance))) {
            size--;
            if (instances.isEmpty()) {
                byService.remove(instance.service());
            }
        }
    }
}
