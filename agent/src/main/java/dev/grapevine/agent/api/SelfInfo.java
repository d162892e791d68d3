package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answering member.
 *
 * @param member as the others know it
 * @param cluster name of the cluster
 * @param profile {@code local}, {@code lan} or {@code wan}
 * @param version of the program
 * @param gossip where it listens, {@code host:port}, UDP and TCP
 * @param http where this API listens
 * @param pid of the process
 * @param startedAt when the agent began
 * @param uptimeSeconds since then
 * @param ready whether a cluster was joined, or there was none to join
 * @param healthScore 0 (well) and up
 * @param data folder where it keeps what survives a restart; absent: nothing does
 */
@Json
public record SelfInfo(
        MemberInfo member,
        String cluster,
        String profile,
        String version,
        String gossip,
        String http,
        long pid,
        Instant startedAt,
        double uptimeSeconds,
        boolean ready,
        int healthScore,
        @Nullable String data) {}
