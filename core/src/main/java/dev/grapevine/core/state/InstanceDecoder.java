package dev.grapevine.core.state;

import dev.grapevine.core.wire.ServiceCodec;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.core.wire.StateKeys;
import dev.grapevine.model.ServiceInstance;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the service instances out of states. What was read lately is neither read nor held again, as the instances of a service are often the same at many
 * members. Not thread-safe.
 */
final class InstanceDecoder {

    /** A power of two. */
    private static final int KEPT = 64;

    private record Read(String key, byte[] value, Optional<ServiceInstance> instance) {}

    private final @Nullable Read[] kept = new Read[KEPT];

    /** Those in a state, by their keys and in order of them; what cannot be read here is left out. */
    Map<String, ServiceInstance> of(OwnedState state) {
        List<StateEntry> entries = state.under(StateKeys.SERVICES);
        if (entries.size() == 1) { // as with most members; a tree would take more than the instance does
            StateEntry only = entries.get(0);
            Optional<ServiceInstance> instance = read(only);
            return instance.isPresent() ? Map.of(only.key(), instance.get()) : Map.of();
        }
        Map<String, ServiceInstance> instances = new TreeMap<>();
        entries.forEach(entry -> read(entry).ifPresent(instance -> instances.put(entry.key(), instance)));
        return instances;
    }

    private Optional<ServiceInstance> read(StateEntry entry) {
        byte[] value = entry.value();
        if (value == null) {
            return Optional.empty();
        }
        int place = entry.key().hashCode() & (KEPT - 1);
        Read last = kept[place];
        if (last != null && last.key.equals(entry.key()) && Arrays.equals(last.value, value)) {
            return last.instance;
        }
        Optional<ServiceInstance> instance = ServiceCodec.decode(entry.key(), value);
        if (last != null && last.instance.isPresent()) {
            ServiceInstance sibling = last.instance.get();
            instance = instance.map(one -> one.sharing(sibling));
        }
        kept[place] = new Read(entry.key(), value, instance);
        return instance;
    }
}
