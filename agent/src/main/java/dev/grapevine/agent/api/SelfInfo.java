package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answering member.
 *
 * @param member the member, as the others know it
 * @param cluster name of the cluster
 * @param profile {@code local}, {@code lan} or {@code wan}
 * @param version of the program
 * @param gossip the address that it listens on for gossip, {@code host:port}, UDP and TCP
 * @param http the address that this API listens on
 * @param pid of the process
 * @param startedAt when the agent started
 * @param uptimeSeconds since then
 * @param ready whether it has joined a cluster, or there was none to join
 * @param expect members that readiness waits for, this one included; 1 for none
 * @param healthScore 0 (healthy) and up
 * @param state {@code up}, {@code draining} or {@code maintenance}: what is wanted of all its instances; absent in answers of
 *     older agents
 * @param drainsUntil when draining becomes maintenance; absent for never
 * @param encryption how far it seals; absent in answers of older agents
 * @param data folder for what survives a restart; absent if nothing does
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
        int expect,
        int healthScore,
        @Nullable String state,
        @Nullable Instant drainsUntil,
        @Nullable EncryptionInfo encryption,
        @Nullable String data) {}
