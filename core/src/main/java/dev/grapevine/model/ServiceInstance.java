package dev.grapevine.model;

import java.util.List;
import java.util.Map;

/**
 * One instance of a service, as its owner publishes it. Immutable.
 *
 * @param service 1 to 64 characters of {@code [A-Za-z0-9._-]}
 * @param id unique among the instances of its member; same alphabet, colons allowed
 * @param address host name or IP address where it listens; empty for the address of its member
 * @param port 0 to 65535; 0 if the service has none
 * @param tags short labels, without duplicates, in the order given
 * @param metadata free text by key
 * @param weight 0 to 65535: relative share of traffic; 1 by default
 * @param health result of its checks
 * @param output last output of its checks, for people; may be empty
 * @param state what an operator wants of it
 * @param sinceMillis wall clock of its owner, in milliseconds since 1970, when health or state last changed; for people
 *     only
 */
public record ServiceInstance(
        String service,
        String id,
        String address,
        int port,
        List<String> tags,
        Map<String, String> metadata,
        int weight,
        Health health,
        String output,
        ServiceState state,
        long sinceMillis) {

    public ServiceInstance {
        tags = List.copyOf(tags);
        metadata = Map.copyOf(metadata);
    }

    /** A passing instance of weight 1 without tags or metadata, whose id is the service name. */
    public static ServiceInstance of(String service, int port) {
        return new ServiceInstance(
                service, service, "", port, List.of(), Map.of(), 1, Health.PASSING, "", ServiceState.UP, 0);
    }

    /** Whether clients should be given this instance: it is up and not critical. */
    public boolean discoverable() {
        return state == ServiceState.UP && health != Health.CRITICAL;
    }

    public ServiceInstance withHealth(Health changed, String words, long nowMillis) {
        return new ServiceInstance(
                service,
                id,
                address,
                port,
                tags,
                metadata,
                weight,
                changed,
                words,
                state,
                changed == health ? sinceMillis : nowMillis);
    }

    public ServiceInstance withState(ServiceState changed, long nowMillis) {
        return new ServiceInstance(
                service,
                id,
                address,
                port,
                tags,
                metadata,
                weight,
                health,
                output,
                changed,
                changed == state ? sinceMillis : nowMillis);
    }

    /**
     * An equal instance that shares the parts which are equal in another one. Instances of one service have most of
     * their texts in common, so this saves memory.
     */
    public ServiceInstance sharing(ServiceInstance other) {
        return new ServiceInstance(
                shared(service, other.service),
                shared(id, other.id),
                shared(address, other.address),
                port,
                shared(tags, other.tags),
                shared(metadata, other.metadata),
                weight,
                health,
                shared(output, other.output),
                state,
                sinceMillis);
    }

    private static <T> T shared(T mine, T others) {
        return mine.equals(others) ? others : mine;
    }
}
