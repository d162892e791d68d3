package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file in the data folder that holds the registrations made through the API.
 *
 * @param version of the format: 1
 * @param states of configured instances that an operator has taken out of service; absent for none
 */
@Json
public record SavedRegistrations(
        int version,
        List<SavedRegistration> registrations,
        @Nullable List<SavedState> states) {

    /** The version that this program writes. */
    public static final int VERSION = 1;

    /** The field that {@link JsonCodec#items} returns the items of, since each is read by itself. */
    public static final String REGISTRATIONS = "registrations";

    /** The field of the same kind for {@link #states}. */
    public static final String STATES = "states";

    public SavedRegistrations {
        registrations = List.copyOf(Objects.requireNonNull(registrations, "registrations is missing"));
        states = states == null ? null : List.copyOf(states);
    }

    /**
     * One registered instance.
     *
     * @param request the request that would register it again, with its latest health and state
     * @param since when health or state last changed
     * @param heartbeat when the last heartbeat of its TTL check arrived; absent for never
     */
    @Json
    public record SavedRegistration(
            String service,
            String id,
            RegisterRequest request,
            Instant since,
            @Nullable Instant heartbeat) {
        public SavedRegistration {
            Objects.requireNonNull(service, "service is missing");
            Objects.requireNonNull(id, "id is missing");
            Objects.requireNonNull(request, "request is missing");
            Objects.requireNonNull(since, "since is missing");
        }
    }

    /**
     * The state of one configured instance.
     *
     * @param state {@code draining} or {@code maintenance}
     */
    @Json
    public record SavedState(String service, String id, String state, Instant since) {
        public SavedState {
            Objects.requireNonNull(service, "service is missing");
            Objects.requireNonNull(id, "id is missing");
            Objects.requireNonNull(state, "state is missing");
            Objects.requireNonNull(since, "since is missing");
        }
    }

    /** What is read first: whether this program understands the rest. */
    @Json
    public record Header(int version) {}
}
