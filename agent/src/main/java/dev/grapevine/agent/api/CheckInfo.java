package dev.grapevine.agent.api;

import dev.grapevine.model.CheckResult;
import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A health check of an instance, with its latest result. Of an instance of another member, only what that member publishes
 * is known: the id, the name, the health and the output.
 *
 * @param id unique among the checks of the instance
 * @param name for people
 * @param check what is checked, as in a registration, with the address and port of the instance filled in; this and the
 *     four below are known to the owner only, and absent elsewhere
 * @param intervalSeconds between runs; for a TTL check, the time within which a heartbeat must arrive
 * @param timeoutSeconds of one run; also absent for a TTL check
 * @param failures consecutive failures that make it critical
 * @param successes consecutive successes that make it passing again
 * @param health {@code passing}, {@code warning} or {@code critical}
 * @param output the latest output, up to 4 KiB at the owner; its first part is published
 * @param checkedAt when it last ran, or when its last heartbeat arrived; absent before that, and elsewhere
 */
@Json
public record CheckInfo(
        String id,
        String name,
        @Nullable String check,
        @Nullable Double intervalSeconds,
        @Nullable Double timeoutSeconds,
        @Nullable Integer failures,
        @Nullable Integer successes,
        String health,
        String output,
        @Nullable Instant checkedAt) {

    /** What a member publishes of a check. */
    static CheckInfo of(CheckResult result) {
        return new CheckInfo(
                result.id(),
                result.name(),
                null,
                null,
                null,
                null,
                null,
                EnumNames.of(result.health()),
                result.output(),
                null);
    }
}
