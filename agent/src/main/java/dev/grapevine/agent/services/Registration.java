package dev.grapevine.agent.services;

import dev.grapevine.agent.check.InstanceKey;
import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.config.ServiceSpec;
import dev.grapevine.cluster.check.InstanceVerdict;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instance that this member owns, with its checks. Immutable.
 *
 * @param instance with its current health, and the state that an operator wants of it alone
 * @param checks whose worst result is the health of the instance; may be empty
 * @param byApi whether it was registered through the API, and so is kept across restarts
 * @param drainsUntil when it goes from draining to maintenance; null for never
 */
public record Registration(
        ServiceInstance instance,
        List<CheckSpec> checks,
        boolean byApi,
        @Nullable Instant drainsUntil) {

    public Registration {
        checks = List.copyOf(checks);
        CheckSpec.requireUnique(checks);
        if (byApi) {
            CheckSpec.requireForApi(checks);
        }
    }

    /** A configured instance. If it has checks, it is critical until they have passed. */
    public static Registration of(ServiceSpec spec, long nowMillis) {
        ServiceInstance instance = new ServiceInstance(
                spec.name(),
                spec.id(),
                spec.address(),
                spec.port(),
                spec.tags(),
                spec.metadata(),
                spec.weight(),
                spec.checks().isEmpty() ? Health.PASSING : Health.CRITICAL,
                spec.checks().isEmpty() ? "" : NOT_CHECKED,
                ServiceState.UP,
                nowMillis);
        return new Registration(instance, spec.checks(), false, null);
    }

    /** The output of an instance whose checks have not run yet. */
    public static final String NOT_CHECKED = InstanceVerdict.NOT_CHECKED;

    public InstanceKey key() {
        return new InstanceKey(instance.service(), instance.id());
    }

    /** Whether it goes when one of its checks has been critical for some time. */
    boolean withdrawnWhenCritical() {
        return byApi
                && checks.stream()
                        .anyMatch(check -> check.label().deregisterAfter().isPresent());
    }

    /** The time to drain goes on if it still drains. */
    Registration with(ServiceInstance changed) {
        return new Registration(changed, checks, byApi, changed.state() == ServiceState.DRAINING ? drainsUntil : null);
    }

    /** @param until when draining becomes maintenance; null for never */
    Registration withState(ServiceState state, @Nullable Instant until, long nowMillis) {
        return new Registration(instance.withState(state, nowMillis), checks, byApi, until);
    }
}
