package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.Map;

/**
 * Statistics of the answering member. Counters start at 0 when it starts.
 *
 * @param members by status, including the answering member
 * @param viewHash as members compare it, 16 hexadecimal digits
 * @param agreement share of the compared members that hold this view, 0 to 1
 * @param agreeing the number of members last seen with this view hash since it changed, including the answering member
 * @param compared the number of members whose view hash was seen since then, including the answering member
 * @param healthScore 0 (healthy) and up
 * @param rumors the number of rumors still being spread
 * @param services instances of live members, by health
 * @param probes direct probes by result: {@code sent}, {@code acked}, {@code failed}
 * @param suspicions suspicions raised by this member, by evidence
 * @param refutations how often this member has raised its incarnation to refute a suspicion
 * @param falseDeaths members seen to return in the same generation after they were declared dead
 * @param syncs by outcome
 * @param packetsSent datagrams sent, by kind of their first message
 * @param packetsReceived datagrams received, by kind of their first message
 * @param stalls how often this process did not run when it should have
 * @param stallSeconds the total duration of the stalls
 * @param quality of failure detection
 * @param traffic on the wire, payloads only
 * @param http load of this API
 */
@Json
public record StatsInfo(
        Map<String, Integer> members,
        String viewHash,
        double agreement,
        int agreeing,
        int compared,
        int healthScore,
        int rumors,
        Map<String, Integer> services,
        Map<String, Long> probes,
        Map<String, Long> suspicions,
        long refutations,
        long falseDeaths,
        Map<String, Long> syncs,
        Map<String, Long> packetsSent,
        Map<String, Long> packetsReceived,
        long stalls,
        double stallSeconds,
        QualityInfo quality,
        TrafficInfo traffic,
        HttpInfo http) {

    /**
     * Bytes and packets since the start, without IP, UDP and TCP headers.
     *
     * @param dropped the number of rejected packets and frames, by reason
     */
    @Json
    public record TrafficInfo(
            long udpPacketsSent,
            long udpBytesSent,
            long udpPacketsReceived,
            long udpBytesReceived,
            long tcpBytesSent,
            long tcpBytesReceived,
            long sendErrors,
            Map<String, Long> dropped) {}

    /**
     * Current load of the HTTP API.
     *
     * @param streams the number of open event streams
     * @param parked the number of waiting blocking reads
     */
    @Json
    public record HttpInfo(int streams, int parked) {}
}
