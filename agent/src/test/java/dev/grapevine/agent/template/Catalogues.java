package dev.grapevine.agent.template;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.MemberInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Members and instances for tests. */
final class Catalogues {

    private Catalogues() {}

    static MemberInfo member(String name, String address, String status, String zone) {
        return new MemberInfo(
                name,
                "7",
                1,
                status,
                List.of(address),
                zone,
                List.of("blue"),
                Map.of("rack", "r1"),
                Instant.parse("2030-01-02T03:04:05Z"),
                name.equals("node1"),
                false,
                false);
    }

    static InstanceInfo instance(String service, String id, String member, String host, int port, int weight) {
        return instance(service, id, member, host, port, weight, "passing");
    }

    static InstanceInfo instance(
            String service, String id, String member, String host, int port, int weight, String health) {
        return new InstanceInfo(
                service,
                id,
                member,
                "alive",
                host,
                port,
                "",
                List.of("v" + weight),
                Map.of("team", "shop"),
                weight,
                health,
                "",
                "up",
                null,
                !health.equals("critical"),
                false,
                null);
    }

    /** The same instance, which drains. */
    static InstanceInfo draining(InstanceInfo up) {
        return new InstanceInfo(
                up.service(),
                up.id(),
                up.member(),
                up.memberStatus(),
                up.host(),
                up.port(),
                up.address(),
                up.tags(),
                up.metadata(),
                up.weight(),
                up.health(),
                up.output(),
                "draining",
                up.since(),
                false,
                up.unstable(),
                up.checks());
    }

    static FollowedCatalogue of(List<MemberInfo> members, InstanceInfo... instances) {
        return new FollowedCatalogue(
                members,
                Stream.of(instances)
                        .map(each -> new FollowedInstance(each, false))
                        .toList());
    }

    /** Three members, one of them dead, and services of every kind. */
    static FollowedCatalogue sample() {
        return of(
                List.of(
                        member("node1", "10.0.0.1:7700", "alive", "eu"),
                        member("node2", "[fd00::2]:7700", "suspect", "us"),
                        member("node3", "10.0.0.3:7700", "dead", "us")),
                instance("batch", "batch", "node1", "10.0.0.1", 0, 1),
                instance("broken", "b", "node1", "10.0.0.1", 9, 1, "critical"),
                instance("web", "web:1", "node1", "10.0.0.1", 8080, 1),
                instance("web", "web:2", "node2", "fd00::2", 8080, 300),
                instance("web", "web:3", "node2", "10.0.0.2", 8081, 0, "warning"));
    }
}
