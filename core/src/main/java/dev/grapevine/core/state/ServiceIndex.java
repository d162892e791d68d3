package dev.grapevine.core.state;

import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.ServiceRegistry;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.core.wire.StateKeys;
import dev.grapevine.model.ServiceInstance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the {@link ServiceRegistry} equal to the owned states of the live members, and tells of services that come and go. */
public final class ServiceIndex {

    private final Port port;
    private final ServiceRegistry registry = new ServiceRegistry();
    private final InstanceDecoder instances = new InstanceDecoder();
    private final Map<String, Map<String, ServiceInstance>> shown = new HashMap<>();

    public ServiceIndex(Port port) {
        this.port = port;
    }

    public ServiceRegistry registry() {
        return registry;
    }

    /** A member's status or state may have changed. */
    void refresh(MemberEntry entry, @Nullable OwnedState state) {
        Map<String, ServiceInstance> before = shown.getOrDefault(entry.name(), Map.of());
        Map<String, ServiceInstance> after = state == null || !entry.live() ? Map.of() : instances.of(state);
        if (before.equals(after)) {
            return;
        }
        for (Map.Entry<String, ServiceInstance> gone : before.entrySet()) {
            if (!after.containsKey(gone.getKey())) {
                registry.remove(entry.name(), gone.getValue());
                tell(entry.name(), gone.getValue(), null);
            }
        }
        for (Map.Entry<String, ServiceInstance> there : after.entrySet()) {
            ServiceInstance instance = there.getValue();
            ServiceInstance known = before.get(there.getKey());
            if (!instance.equals(known)) {
                registry.put(entry.name(), instance);
                tell(entry.name(), known, instance);
            }
        }
        if (after.isEmpty()) {
            shown.remove(entry.name());
        } else {
            shown.put(entry.name(), after);
        }
    }

    private void tell(String member, @Nullable ServiceInstance before, @Nullable ServiceInstance after) {
        ServiceInstance was = before != null && before.discoverable() ? before : null;
        ServiceInstance is = after != null && after.discoverable() ? after : null;
        if (is != null) {
            port.emit(was == null ? new Event.ServiceUp(member, is) : new Event.ServiceChanged(member, is, was));
        } else if (was != null) {
            port.emit(new Event.ServiceDown(member, was));
        }
    }

    /** Tags or metadata among these entries are an update of the member. */
    void labelsChanged(MemberEntry entry, List<StateEntry> changed) {
        boolean labels = false;
        for (StateEntry one : changed) {
            labels |= !one.key().startsWith(StateKeys.SERVICES);
        }
        if (labels && entry.live()) {
            port.emit(new Event.Updated(entry.record()));
        }
    }
}
