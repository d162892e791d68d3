package dev.grapevine.core.state;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.ServiceRegistry;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.core.wire.StateKeys;
import dev.grapevine.model.ServiceInstance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps the {@link ServiceRegistry} equal to the owned states of the live members, and tells the program of services that come and go. */
public final class ServiceIndex {

    private final Port port;
    private final ServiceRegistry registry = new ServiceRegistry();
    private final InstanceDecoder decoder = new InstanceDecoder();

    /** By member and key, the instances that are in the registry. */
    private final Map<String, Map<String, ServiceInstance>> indexed = new HashMap<>();

    public ServiceIndex(Port port) {
        this.port = port;
    }

    public ServiceRegistry registry() {
        return registry;
    }

    /** The instances of a live member; none of another. */
    public List<ServiceInstance> of(String member) {
        return List.copyOf(indexed.getOrDefault(member, Map.of()).values());
    }

    /** A member's status, or any part of its state, may have changed. */
    void refresh(MemberEntry entry, @Nullable OwnedState state) {
        port.viewChanged(entry.name());
        Map<String, ServiceInstance> before = indexed.getOrDefault(entry.name(), Map.of());
        Map<String, ServiceInstance> after = state == null || !entry.live() ? Map.of() : decoder.instances(state);
        if (before.equals(after)) {
            return;
        }
        before.forEach((key, instance) -> {
            if (!after.containsKey(key)) {
                registry.remove(entry.name(), instance);
                emit(entry, instance, null);
            }
        });
        after.forEach((key, instance) -> put(entry, before.get(key), instance));
        index(entry.name(), after);
    }

    /** These entries of a member's state may have changed; the cost does not depend on the others. */
    void refresh(MemberEntry entry, OwnedState state, Iterable<String> keys) {
        port.viewChanged(entry.name());
        if (!entry.live()) {
            return;
        }
        for (String key : keys) {
            if (key.startsWith(StateKeys.SERVICES)) {
                StateEntry now = state.get(key);
                refresh(entry, key, now == null ? null : decoder.decode(now).orElse(null));
            }
        }
    }

    private void refresh(MemberEntry entry, String key, @Nullable ServiceInstance after) {
        Map<String, ServiceInstance> known = indexed.getOrDefault(entry.name(), Map.of());
        ServiceInstance before = known.get(key);
        if (after == null ? before == null : after.equals(before)) {
            return;
        }
        if (known.isEmpty() && after != null) {
            indexed.put(entry.name(), Map.of(key, after)); // as with most members
        } else {
            Map<String, ServiceInstance> changed = known instanceof TreeMap ? known : new TreeMap<>(known);
            if (after == null) {
                changed.remove(key);
            } else {
                changed.put(key, after);
            }
            index(entry.name(), changed);
        }
        if (after == null) {
            if (before != null) {
                registry.remove(entry.name(), before);
                emit(entry, before, null);
            }
        } else {
            put(entry, before, after);
        }
    }

    private void put(MemberEntry entry, @Nullable ServiceInstance before, ServiceInstance after) {
        if (!after.equals(before)) {
            registry.put(entry.name(), after);
            emit(entry, before, after);
        }
    }

    private void index(String member, Map<String, ServiceInstance> instances) {
        if (instances.isEmpty()) {
            indexed.remove(member);
        } else {
            indexed.put(member, instances);
        }
    }

    private void emit(MemberEntry entry, @Nullable ServiceInstance before, @Nullable ServiceInstance after) {
        MemberRecord member = entry.record();
        ServiceInstance was = before != null && before.discoverable() ? before : null;
        ServiceInstance is = after != null && after.discoverable() ? after : null;
        if (is != null) {
            port.emit(
                    was == null ? new PeerEvent.ServiceUp(member, is) : new PeerEvent.ServiceChanged(member, is, was));
        } else if (was != null) {
            port.emit(new PeerEvent.ServiceDown(member, was));
        }
    }

    /** Tells of an update of the member if there are tags or metadata among the entries that changed. */
    void labelsChanged(MemberEntry entry, List<StateEntry> changed) {
        boolean labels = false;
        for (StateEntry one : changed) {
            labels |= StateKeys.isLabel(one.key());
        }
        if (labels && entry.live()) {
            port.emit(new PeerEvent.Updated(entry.record()));
        }
    }
}
