package dev.grapevine.model;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One instance of a service, as its owner publishes it. Immutable.
 *
 * <pre>{@code
 * ServiceInstance.named("web").port(8080).tag("v2").metadata("zone", "a").build()
 * }</pre>
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
 * @param checks what each of its checks says, where there are several; usually empty, since {@code health} and {@code output} sum them up
 * @param extensions text that a single API knows what to do with, by the name of that API; nobody else looks into it
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
        long sinceMillis,
        List<CheckResult> checks,
        Map<String, String> extensions) {

    public ServiceInstance {
        tags = List.copyOf(tags);
        metadata = Map.copyOf(metadata);
        checks = List.copyOf(checks);
        extensions = Map.copyOf(extensions);
    }

    /** An instance whose checks are not told one by one, and without extensions. */
    public ServiceInstance(
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
        this(
                service,
                id,
                address,
                port,
                tags,
                metadata,
                weight,
                health,
                output,
                state,
                sinceMillis,
                List.of(),
                Map.of());
    }

    /**
     * Begins a new instance: passing, up, of weight 1, without tags or metadata, whose id is the name of the service and
     * whose address is that of its member.
     */
    public static Builder named(String service) {
        return new Builder(service);
    }

    /** Collects the parts of an instance; {@link #build} checks them. Not thread-safe; may be used again. */
    public static final class Builder {

        private final String service;
        private String id;
        private String address = "";
        private int port;
        private final Set<String> tags = new LinkedHashSet<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private int weight = 1;
        private Health health = Health.PASSING;
        private final Map<String, String> extensions = new LinkedHashMap<>();

        private Builder(String service) {
            this.service = Objects.requireNonNull(service, "service");
            this.id = service;
        }

        /** Needed where one member has several instances of a service. Default: the name of the service. */
        public Builder id(String value) {
            id = Objects.requireNonNull(value, "id");
            return this;
        }

        /** Host name or IP address, without port. Default: that of the member. */
        public Builder address(String host) {
            address = Objects.requireNonNull(host, "host");
            return this;
        }

        /** 1 to 65535. Default: 0, for a service without a port. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** Adds a tag, once. */
        public Builder tag(String tag) {
            tags.add(Objects.requireNonNull(tag, "tag"));
            return this;
        }

        /** Adds these tags, each once. */
        public Builder tags(Collection<String> added) {
            added.forEach(this::tag);
            return this;
        }

        /** Adds an entry of metadata, or replaces that of the same key. */
        public Builder metadata(String key, String value) {
            metadata.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** Adds these entries of metadata. */
        public Builder metadata(Map<String, String> added) {
            added.forEach(this::metadata);
            return this;
        }

        /** Relative share of traffic, 0 to 65535. Default: 1. */
        public Builder weight(int value) {
            weight = value;
            return this;
        }

        /** For a program that knows better than {@link Health#PASSING}, the default. */
        public Builder health(Health value) {
            health = Objects.requireNonNull(value, "health");
            return this;
        }

        /** Adds text that a single API knows what to do with, or replaces that of the same API: 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}. */
        public Builder extension(String api, String text) {
            extensions.put(Objects.requireNonNull(api, "api"), Objects.requireNonNull(text, "text"));
            return this;
        }

        /**
         * The instance.
         *
         * @throws IllegalArgumentException if a part is not allowed; the message says which, why, and what is
         */
        public ServiceInstance build() {
            return StateRules.check(new ServiceInstance(
                    service,
                    id,
                    address,
                    port,
                    List.copyOf(tags),
                    metadata,
                    weight,
                    health,
                    "",
                    ServiceState.UP,
                    0,
                    List.of(),
                    extensions));
        }
    }

    /** Whether clients should be given this instance: it is up and not critical. */
    public boolean discoverable() {
        return state == ServiceState.UP && health != Health.CRITICAL;
    }

    /**
     * The same instance with another health.
     *
     * @param words output of the check, for people; at most {@link StateRules#MAX_OUTPUT} bytes may be published
     * @param nowMillis wall clock; becomes {@link #sinceMillis} if the health differs
     */
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
                changed == health ? sinceMillis : nowMillis,
                checks,
                extensions);
    }

    /** The same instance, which tells these of its checks one by one. */
    public ServiceInstance withChecks(List<CheckResult> told) {
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
                state,
                sinceMillis,
                told,
                extensions);
    }

    /**
     * The same instance in another state.
     *
     * @param nowMillis wall clock; becomes {@link #sinceMillis} if the state differs
     */
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
                changed == state ? sinceMillis : nowMillis,
                checks,
                extensions);
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
                sinceMillis,
                shared(checks, other.checks),
                shared(extensions, other.extensions));
    }

    private static <T> T shared(T mine, T others) {
        return mine.equals(others) ? others : mine;
    }
}
