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
 * @param member one entry, if an operator has taken the whole member out of service; else absent
 */
@Json
public record SavedRegistrations(
        int version,
        List<SavedRegistration> registrations,
        @Nullable List<SavedState> states,
        @Nullable List<SavedMember> member) {

    /** The version that this program writes. */
    public static final int VERSION = 1;

    /** The field that {@link JsonCodec#items} returns the items of, since each is read by itself. */
    public static final String REGISTRATIONS = "registrations";

    /** The field of the same kind for {@link #states}. */
    public static final String STATES = "states";

    /** The field of the same kind for {@link #member}. */
    public static final String MEMBER = "member";

    public SavedRegistrations {
        registrations = List.copyOf(Objects.requireNonNull(registrations, "registrations is missing"));
        states = states == null ? null : List.copyOf(states);
        member = member == null ? null : List.copyOf(member);
    }

    /**
     * One registered instance.
     *
     * @param request the request that would register it again, with its latest health and state
     * @param since when health or state last changed
     * @param heartbeat when the last heartbeat of its TTL check arrived; absent for never
     * @param drainsUntil when it goes from draining to maintenance; absent for never
     */
    @Json
    public record SavedRegistration(
            String service,
            String id,
            RegisterRequest request,
            Instant since,
            @Nullable Instant heartbeat,
            @Nullable Instant drainsUntil) {
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
     * @param drainsUntil when draining becomes maintenance; absent for never
     */
    @Json
    public record SavedState(
            String service,
            String id,
            String state,
            Instant since,
            @Nullable Instant drainsUntil) {
        public SavedState {
            Objects.requireNonNull(service, "service is missing");
            Objects.requireNonNull(id, "id is missing");
            Objects.requireNonNull(state, "state is missing");
            Objects.requireNonNull(since, "since is missing");
        }
    }

    /**
     * What an operator wants of all instances of the member.
     *
     * @param state {@code draining} or {@code maintenance}
     * @param drainsUntil when draining becomes maintenance; absent for never
     */
    @Json
    public record SavedMember(
            String state, Instant since, @Nullable Instant drainsUntil) {
        public SavedMember {
            Objects.requireNonNull(state, "state is missing");
            Objects.requireNonNull(since, "since is missing");
        }
    }

    /** What is read first: whether this program understands the rest. */
    @Json
    public record Header(int version) {}
}
