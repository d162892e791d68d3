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
 * Decodes the service instances in owned states. Many members often have the same instance of a service, so an entry that was decoded lately is not
 * decoded again, and its instance is shared. Not thread-safe.
 */
final class InstanceDecoder {

    /** A power of two. */
    private static final int CACHE_SIZE = 64;

    private record Decoded(String key, byte[] value, Optional<ServiceInstance> instance) {}

    private final @Nullable Decoded[] cache = new Decoded[CACHE_SIZE];

    /** The instances in a state by their keys, in order. Those that cannot be decoded are left out. */
    Map<String, ServiceInstance> instances(OwnedState state) {
        List<StateEntry> entries = state.under(StateKeys.SERVICES);
        if (entries.size() == 1) { // as with most members; a tree would take more memory than the instance
            StateEntry only = entries.get(0);
            Optional<ServiceInstance> instance = decode(only);
            return instance.isPresent() ? Map.of(only.key(), instance.get()) : Map.of();
        }
        Map<String, ServiceInstance> instances = new TreeMap<>();
        entries.forEach(entry -> decode(entry).ifPresent(instance -> instances.put(entry.key(), instance)));
        return instances;
    }

    /** The instance in an entry; empty if it is deleted, or cannot be decoded. */
    Optional<ServiceInstance> decode(StateEntry entry) {
        byte[] value = entry.value();
        if (value == null) {
            return Optional.empty();
        }
        int slot = entry.key().hashCode() & (CACHE_SIZE - 1);
        Decoded cached = cache[slot];
        if (cached != null && cached.key.equals(entry.key()) && Arrays.equals(cached.value, value)) {
            return cached.instance;
        }
        Optional<ServiceInstance> instance = ServiceCodec.decode(entry.key(), value);
        if (cached != null && cached.instance.isPresent()) {
            ServiceInstance sibling = cached.instance.get();
            instance = instance.map(one -> one.sharing(sibling));
        }
        cache[slot] = new Decoded(entry.key(), value, instance);
        return instance;
    }
}
