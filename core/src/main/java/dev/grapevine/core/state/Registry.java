package dev.grapevine.core.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where each service runs, over all live members: an index of the owned states in the view, kept up as they change.
 * Belongs to the peer's thread.
 */
public final class Registry {

    /**
     * An instance and the member that owns it.
     *
     * @param member name of the owner
     */
    public record Registered(String member, ServiceInstance instance) {}

    private final Map<String, Map<String, Registered>> byService = new TreeMap<>();
    private int size;

    /** Names of the services that have an instance, discoverable or not, in order. */
    public Set<String> services() {
        return Collections.unmodifiableSet(byService.keySet());
    }

    /** The instances of a service, discoverable or not, in order of member and id; empty for an unknown one. */
    public List<Registered> instances(String service) {
        return List.copyOf(byService.getOrDefault(service, Map.of()).values());
    }

    /** All instances, in order of service, member and id. */
    public List<Registered> all() {
        List<Registered> all = new ArrayList<>(size);
        byService.values().forEach(instances -> all.addAll(instances.values()));
        return all;
    }

    public int size() {
        return size;
    }

    /** Adds or replaces. */
    public void put(String member, ServiceInstance instance) {
        Registered before = byService
                .computeIfAbsent(instance.service(), service -> new TreeMap<>())
                .put(key(member, instance.id()), new Registered(member, instance));
        if (before == null) {
            size++;
        }
    }

    /** Removes, if it is there. */
    public void remove(String member, ServiceInstance instance) {
        Map<String, Registered> instances = byService.get(instance.service());
        if (instances != null && instances.remove(key(member, instance.id())) != null) {
            size--;
            if (instances.isEmpty()) {
                byService.remove(instance.service());
            }
        }
    }

    /** A member name holds no slash, so this is unambiguous and sorts by member first. */
    private static String key(String member, String id) {
        return member + "/" + id;
    }
}
