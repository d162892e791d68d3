package dev.grapevine.agent.api;

import io.avaje.jsonb.Json;
import java.util.Map;

/**
 * Figures of the answering member. Counters count from its start.
 *
 * @param members by status, itself included
 * @param viewHash as members compare it, 16 hexadecimal digits
 * @param agreement share of the compared members that hold this view, 0 to 1
 * @param agreeing members last seen with this view hash since it last changed, itself included
 * @param compared members whose view hash was seen since then, itself included
 * @param healthScore 0 (well) and up
 * @param rumors pieces of news still being spread
 * @param services instances known, of live members, by health
 * @param probes direct probes by result: {@code sent}, {@code acked}, {@code failed}
 * @param suspicions raised here, by evidence
 * @param refutations own incarnations raised
 * @param falseDeaths members seen to come back in the same generation after they were declared dead
 * @param syncs by outcome
 * @param packetsSent datagrams by kind of their first message
 * @param packetsReceived the same
 * @param stalls times that this process did not run when it should have
 * @param stallSeconds for how long in sum
 * @param quality how fast and how rightly failures were noticed
 * @param traffic on the wire, payloads only
 * @param http of this API
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
     * Bytes and packets since start, without IP, UDP and TCP headers.
     *
     * @param dropped what came in and was not used, by reason
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
     * Load of the HTTP API now.
     *
     * @param streams open event streams
     * @param parked blocking reads that wait
     */
    @Json
    public record HttpInfo(int streams, int parked) {}
}
