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
import java.util.ArrayDeque;
import java.util.Deque;
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

    /** Instances and aliases that one run looks at: other members decide how far it leads. */
    static final int MAX_STEPS = 10_000;

    private final Cluster cluster;

    AliasHealth(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * @param service its name; empty for the member
     * @param member whose instances count; empty for the own one, {@code *} for all
     */
    CheckOutcome of(String service, String member) {
        return new Search()
                .from(new Followed(service, member.isEmpty() ? cluster.self().name() : member));
    }

    /**
     * What an alias names.
     *
     * @param service empty for the member itself
     * @param member {@code *} for all
     */
    private record Followed(String service, String member) {}

    /** One run. */
    private final class Search {
        private final Set<Followed> known = new HashSet<>();
        private final Deque<Followed> next = new ArrayDeque<>();
        private int steps;
        private int instances;
        private Health worst = Health.PASSING;
        private String why = "";

        CheckOutcome from(Followed first) {
            follow(first);
            while (!next.isEmpty() && steps <= MAX_STEPS) {
                Followed followed = next.remove();
                if (followed.service.isEmpty()) {
                    member(followed.member);
                } else {
                    instances(followed);
                }
            }
            if (steps > MAX_STEPS) {
                return CheckOutcome.critical("it leads to more than " + MAX_STEPS + " instances and aliases");
            }
            return new CheckOutcome(
                    worst, worst == Health.PASSING ? instances == 0 ? "the member is alive" : "all pass" : why);
        }

        private void follow(Followed followed) {
            steps++;
            if (steps <= MAX_STEPS && known.add(followed)) {
                next.add(followed);
            }
        }

        private void instances(Followed followed) {
            boolean any = followed.member.equals(CheckSpec.Alias.ANY);
            boolean found = false;
            for (Instance instance : cluster.services().contains(followed.service)
                    ? cluster.service(followed.service).all()
                    : List.<Instance>of()) {
                steps++;
                if (steps <= MAX_STEPS && (any || instance.member().name().equals(followed.member))) {
                    found = true;
                    instance(instance);
                }
            }
            if (!found) {
                found(
                        Health.CRITICAL,
                        "there is no instance of " + followed.service + (any ? "" : " at " + followed.member));
            }
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
            instances++;
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
                    follow(new Followed(
                            at < 0 ? text : text.substring(0, at),
                            at < 0 ? instance.member().name() : text.substring(at + 1)));
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
    }
}
