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
 */
@Json
public record SavedRegistrations(int version, List<SavedRegistration> registrations) {

    public SavedRegistrations {
        registrations = List.copyOf(Objects.requireNonNull(registrations, "registrations is missing"));
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
}
