package dev.grapevine.agent.api;

import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A service instance and where to reach it.
 *
 * @param service the name of the service
 * @param id unique among the instances of its member
 * @param member the owner of the instance
 * @param memberStatus {@code alive} or {@code suspect}; in an event also {@code dead} or {@code left}
 * @param host where to connect: the address of the instance or, if it has none, of its member
 * @param port 0 if the instance has none
 * @param address as registered; empty for the address of its member
 * @param tags in the order given
 * @param metadata free text by key
 * @param weight relative share of traffic
 * @param health {@code passing}, {@code warning} or {@code critical}
 * @param output the latest output of its checks, shortened
 * @param state {@code up}, {@code draining} or {@code maintenance}
 * @param since when health or state last changed, by the owner's clock; absent if the owner did not say
 * @param discoverable whether clients should use it: it is up and not critical
 * @param unstable whether its member has recently failed and recovered repeatedly, so that clients should prefer others
 * @param checks its health checks; absent if it has none or, at other members than the owner, none that is published
 */
@Json
public record InstanceInfo(
        String service,
        String id,
        String member,
        String memberStatus,
        String host,
        int port,
        String address,
        List<String> tags,
        Map<String, String> metadata,
        int weight,
        String health,
        String output,
        String state,
        @Nullable Instant since,
        boolean discoverable,
        boolean unstable,
        @Nullable List<CheckInfo> checks) {

    public static InstanceInfo of(Instance instance) {
        ServiceInstance service = instance.service();
        return new InstanceInfo(
                service.service(),
                service.id(),
                instance.member().name(),
                EnumNames.of(instance.member().status()),
                instance.host(),
                service.port(),
                service.address(),
                service.tags(),
                new TreeMap<>(service.metadata()),
                service.weight(),
                EnumNames.of(service.health()),
                service.output(),
                EnumNames.of(service.state()),
                service.sinceMillis() == 0 ? null : Instant.ofEpochMilli(service.sinceMillis()),
                service.discoverable(),
                instance.member().unstable(),
                service.checks().isEmpty()
                        ? null
                        : service.checks().stream().map(CheckInfo::of).toList());
    }

    /** Whether it drains and is not critical: clients may use it where no other is discoverable. */
    public boolean drains() {
        return state.equals(EnumNames.of(ServiceState.DRAINING)) && !health.equals(EnumNames.of(Health.CRITICAL));
    }

    public InstanceInfo withChecks(List<CheckInfo> found) {
        return new InstanceInfo(
                service,
                id,
                member,
                memberStatus,
                host,
                port,
                address,
                tags,
                metadata,
                weight,
                health,
                output,
                state,
                since,
                discoverable,
                unstable,
                List.copyOf(found));
    }
}
