package dev.grapevine.agent.check;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.check.CheckOutcome;
import dev.grapevine.model.CheckResult;
import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The health of services and members, as this member sees it.
 *
 * <p><b>Circles.</b> Services may alias one another, also at different members. If each took the health that the other has
 * published, then two services that were critical once would keep each other critical for ever. So an alias counts what the
 * checks of an instance say that are no aliases, and follows those that are, each once. An instance with an alias
 * publishes its checks one by one, and the ids of aliases say what they follow. Members that know the same come to the same
 * result, whatever they thought before.
 */
final class AliasHealth {

    /** Instances that one run looks at. */
    private static final int MAX_INSTANCES = 10_000;

    private final Cluster cluster;

    AliasHealth(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * @param service its name; empty for the member
     * @param member whose instances count; empty for the own one, {@code *} for all
     */
    CheckOutcome of(String service, String member) {
        Search search = new Search();
        search.follow(service, member.isEmpty() ? cluster.self().name() : member);
        return search.outcome();
    }

    /** One run. */
    private final class Search {
        private final Set<String> followed = new HashSet<>();
        private int instances;
        private Health worst = Health.PASSING;
        private String why = "";

        void follow(String service, String member) {
            if (!followed.add(service + "@" + member)) {
                return;
            }
            if (service.isEmpty()) {
                member(member);
                return;
            }
            List<Instance> found = cluster.instances().stream()
                    .filter(instance -> instance.service().service().equals(service)
                            && (member.equals(CheckSpec.Alias.ANY)
                                    || instance.member().name().equals(member)))
                    .toList();
            if (found.isEmpty()) {
                found(
                        Health.CRITICAL,
                        "there is no instance of " + service
                                + (member.equals(CheckSpec.Alias.ANY) ? "" : " at " + member));
            }
            found.forEach(this::instance);
        }

        private void member(String name) {
            Optional<Status> status = cluster.member(name).map(Member::status);
            if (status.isEmpty()) {
                found(Health.CRITICAL, "there is no member " + name);
            } else if (status.get() == Status.SUSPECT) {
                found(Health.WARNING, "member " + name + " is suspected");
            } else if (status.get() != Status.ALIVE) {
                found(Health.CRITICAL, "member " + name + " is " + status.get());
            }
        }

        private void instance(Instance instance) {
            if (++instances > MAX_INSTANCES) {
                return;
            }
            ServiceInstance service = instance.service();
            String name = service.id() + " at " + instance.member().name();
            if (service.state() == ServiceState.MAINTENANCE) {
                found(Health.CRITICAL, name + " is in maintenance");
            }
            List<CheckResult> aliases = service.checks().stream()
                    .filter(check -> check.id().startsWith(CheckSpec.Alias.PREFIX))
                    .toList();
            if (aliases.isEmpty()) {
                found(service.health(), name + ": " + service.output());
                return;
            }
            for (CheckResult check : service.checks()) {
                if (check.id().startsWith(CheckSpec.Alias.PREFIX)) {
                    String text = check.id().substring(CheckSpec.Alias.PREFIX.length());
                    int at = text.indexOf('@');
                    follow(
                            at < 0 ? text : text.substring(0, at),
                            at < 0 ? instance.member().name() : text.substring(at + 1));
                } else {
                    found(check.health(), name + ": " + check.output());
                }
            }
        }

        private void found(Health health, String reason) {
            if (health.compareTo(worst) > 0) {
                worst = health;
                why = reason;
            }
        }

        CheckOutcome outcome() {
            return new CheckOutcome(
                    worst, worst == Health.PASSING ? instances == 0 ? "the member is alive" : "all pass" : why);
        }
    }
}
