package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A health check of an instance of the answering member, and what it found last.
 *
 * @param check what is checked, as in a registration, own address and port filled in
 * @param intervalSeconds between runs; for a TTL check, the time within which a heartbeat must come
 * @param timeoutSeconds of one run; absent for a TTL check
 * @param failures consecutive failures that make it critical
 * @param successes consecutive successes that make it passing again
 * @param health {@code passing}, {@code warning} or {@code critical}
 * @param output the last output, up to 4 KiB; its first part is published with the instance
 * @param checkedAt when it last ran or was last heard of; absent before the first time
 */
@Json
public record CheckInfo(
        String check,
        double intervalSeconds,
        @Nullable Double timeoutSeconds,
        int failures,
        int successes,
        String health,
        String output,
        @Nullable Instant checkedAt) {}
