package dev.grapevine.agent.services;

import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of all instances of this member, besides what is wanted of each. Immutable.
 *
 * @param sinceMillis when it last changed, in milliseconds since 1970; 0 for never
 * @param drainsUntil when draining becomes maintenance; null for never
 */
public record OperatorState(
        ServiceState state, long sinceMillis, @Nullable Instant drainsUntil) {

    static final OperatorState UP = new OperatorState(ServiceState.UP, 0, null);

    /** The instance as it is published: in the worse of its own state and this one. */
    ServiceInstance over(ServiceInstance instance) {
        return state.compareTo(instance.state()) > 0
                ? instance.withState(state, Math.max(sinceMillis, instance.sinceMillis()))
                : instance;
    }
}
