package dev.grapevine.agent.http;

import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.api.InstanceStateRequest;
import dev.grapevine.model.ServiceState;
import dev.grapevine.yaml.Units;
import java.time.Duration;
import java.util.Optional;

/**
 * A change of state that a client asks for.
 *
 * @param drainFor how long to drain before going to maintenance; empty for as long as nobody changes it
 */
record StateChange(ServiceState state, Optional<Duration> drainFor) {

    /** The longest time to drain. Work that takes longer is no reason to stay registered. */
    static final Duration LONGEST = Duration.ofDays(7);

    /** @throws ApiException if the request is not a change of state */
    static StateChange of(InstanceStateRequest request) {
        ServiceState state = EnumNames.state(request.state())
                .orElseThrow(() -> ApiException.badRequest(
                        "found state \"" + request.state() + "\", expected up, drain, maintenance", ""));
        String time = request.for_();
        if (time == null) {
            return new StateChange(state, Optional.empty());
        }
        if (state != ServiceState.DRAINING) {
            throw ApiException.badRequest(
                    "\"for\" is how long to drain, and the state is " + EnumNames.of(state),
                    "leave out \"for\", or send the state drain");
        }
        Duration drainFor = Duration.ofNanos(Units.duration(time).orElse(0));
        if (drainFor.toMillis() < 1 || drainFor.compareTo(LONGEST) > 0) {
            throw ApiException.badRequest(
                    "found for \"" + time + "\", expected a time of 1ms to 168h such as 30s or 5m", "");
        }
        return new StateChange(state, Optional.of(drainFor));
    }

    /** The command that does the same. */
    String command(String what) {
        return switch (state) {
            case UP -> "grapevine maint off " + what;
            case DRAINING ->
                "grapevine drain " + what
                        + drainFor.map(time -> " --for " + Units.duration(time.toNanos()))
                                .orElse("");
            case MAINTENANCE -> "grapevine maint on " + what;
        };
    }
}
