package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file in the data folder that holds what was registered by API.
 *
 * @param version of this shape: 1
 */
@Json
public record SavedRegistrations(int version, List<Entry> registrations) {

    public SavedRegistrations {
        registrations = List.copyOf(Objects.requireNonNull(registrations, "registrations is missing"));
    }

    /**
     * One instance.
     *
     * @param request as it would be registered anew, with health and state as they were last
     * @param since when health or state last changed
     * @param heartbeat when its TTL check was last heard of; absent for never
     */
    @Json
    public record Entry(
            String service,
            String id,
            RegisterRequest request,
            Instant since,
            @Nullable Instant heartbeat) {
        public Entry {
            Objects.requireNonNull(service, "service is missing");
            Objects.requireNonNull(id, "id is missing");
            Objects.requireNonNull(request, "request is missing");
            Objects.requireNonNull(since, "since is missing");
        }
    }
}
