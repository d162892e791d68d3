package dev.grapevine.agent.services;

import dev.grapevine.agent.check.HealthChecks;
import dev.grapevine.agent.check.InstanceKey;
import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.check.CheckOutcome;
import dev.grapevine.cluster.check.InstanceVerdict;
import dev.grapevine.model.ServiceInstance;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the registrations of this member are to the outside: instances that are published, and checked. Thread-safe. */
final class LiveInstances {

    private final Cluster cluster;
    private final Clock clock;
    private final HealthChecks checks;

    LiveInstances(Cluster cluster, Clock clock, HealthChecks checks) {
        this.cluster = cluster;
        this.clock = clock;
        this.checks = checks;
    }

    /** @param instance null to withdraw it */
    void publish(InstanceKey key, @Nullable ServiceInstance instance) {
        if (instance == null) {
            cluster.deregister(key.service(), key.id());
        } else {
            cluster.register(instance);
        }
    }

    /**
     * Has the instance checked as its registration says, from now on.
     *
     * @param registration null to end the checks
     * @param heartbeat the last one of a TTL check before a restart; null for none
     */
    void check(InstanceKey key, @Nullable Registration registration, @Nullable Instant heartbeat) {
        if (registration == null) {
            checks.unwatch(key);
        } else {
            ServiceInstance instance = registration.instance();
            checks.watch(
                    key,
                    host(instance),
                    instance.port(),
                    registration.checks(),
                    instance.health(),
                    instance.output(),
                    instance.checks(),
                    heartbeat);
        }
    }

    /** Whether the checks of an instance go to the address of this member. */
    static boolean checkedAtThisMember(Registration registration) {
        return registration.instance().address().isEmpty()
                && registration.checks().stream().anyMatch(CheckSpec::needsPort);
    }

    private String host(ServiceInstance instance) {
        return instance.address().isEmpty() ? cluster.self().addresses().get(0).host() : instance.address();
    }

    /** The registration with the health that those of its checks give it which are running already. */
    Registration checkedBefore(Registration after, @Nullable Registration before) {
        if (after.checks().isEmpty()) {
            return after;
        }
        ServiceInstance instance = after.instance();
        InstanceVerdict health = checks.preview(
                after.key(), host(instance), instance.port(), after.checks(), instance.health(), instance.output());
        if (before == null) {
            return after.with(instance.withChecks(health.checks()));
        }
        if (health.health() == before.instance().health()) {
            // As it was published: later output of the same health is not.
            boolean same = after.checks().equals(before.checks());
            String output = same ? before.instance().output() : CheckOutcome.published(health.output());
            boolean sameState = instance.state() == before.instance().state();
            return after.with(instance.withHealth(
                            health.health(),
                            output,
                            sameState ? before.instance().sinceMillis() : clock.millis())
                    .withChecks(same ? before.instance().checks() : health.checks()));
        }
        return after.with(instance.withHealth(health.health(), CheckOutcome.published(health.output()), clock.millis())
                .withChecks(health.checks()));
    }
}
