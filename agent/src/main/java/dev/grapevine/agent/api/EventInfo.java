package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened. Which fields are there depends on the type.
 *
 * @param id counts up by one within one run of the agent
 * @param type {@code JOINED, SUSPECTED, RECOVERED, FAILED, LEFT, UPDATED, FORGOTTEN} for members; {@code UP, DOWN, CHANGED}
 *     for service instances; {@code PARTITIONED, MERGED, NAME_CONFLICT, READY, STOPPED, BOOTSTRAP, MISMATCH}
 * @param time when it was seen here
 * @param text in words, as in the log
 * @param member for membership: the member after the change
 * @param instance for services: the instance after the change
 * @param evidence for SUSPECTED and FAILED: what it rests on
 * @param accusers for SUSPECTED and FAILED: who found it
 * @param afterSeconds for FAILED: from the first sign of trouble to the verdict
 * @param wasDead for RECOVERED: whether it had been declared dead
 * @param seen for PARTITIONED: members that still answer
 * @param lost for PARTITIONED: members that went silent together
 * @param gained for MERGED: members that came with it
 * @param members for READY: live members, this one included
 */
@Json
public record EventInfo(
        long id,
        String type,
        Instant time,
        String text,
        @Nullable MemberInfo member,
        @Nullable InstanceInfo instance,
        @Nullable String evidence,
        @Nullable List<String> accusers,
        @Nullable Double afterSeconds,
        @Nullable Boolean wasDead,
        @Nullable Integer seen,
        @Nullable Integer lost,
        @Nullable Integer gained,
        @Nullable Integer members) {}
