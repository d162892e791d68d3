package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A health check of an instance of the answering member, with its latest result.
 *
 * @param id unique among the checks of the instance
 * @param name for people
 * @param check what is checked, as in a registration, with the address and port of the instance filled in
 * @param intervalSeconds between runs; for a TTL check, the time within which a heartbeat must arrive
 * @param timeoutSeconds of one run; absent for a TTL check
 * @param failures consecutive failures that make it critical
 * @param successes consecutive successes that make it passing again
 * @param health {@code passing}, {@code warning} or {@code critical}
 * @param output the latest output, up to 4 KiB; its first part is published with the instance
 * @param checkedAt when it last ran, or when its last heartbeat arrived; absent before that
 */
@Json
public record CheckInfo(
        String id,
        String name,
        String check,
        double intervalSeconds,
        @Nullable Double timeoutSeconds,
        int failures,
        int successes,
        String health,
        String output,
        @Nullable Instant checkedAt) {}
