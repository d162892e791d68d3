package dev.grapevine.model;

import java.util.Map;

/**
 * The figures of a member's protocol at one moment. Immutable. Counters count from the start of the member.
 *
 * @param alive members that are {@link Status#ALIVE}, this one included
 * @param suspect members that are {@link Status#SUSPECT}; they count as live
 * @param dead members that are {@link Status#DEAD} and still remembered
 * @param left members that are {@link Status#LEFT} and still remembered
 * @param viewHash hash of the view; equal at members that know the same
 * @param agreeing members last seen with this view hash, since it last changed, this one included
 * @param compared members whose view hash was seen since then, this one included
 * @param healthScore how much this member doubts its own health: 0 (well) to {@link ProtocolSetting#HEALTH_LIMIT}
 * @param rumors pieces of news still being spread
 * @param services instances known, of live members
 * @param probesSent direct probes
 * @param probesAcked direct probes that were answered in time
 * @param probesFailed probes that ended in a suspicion
 * @param suspicions accusations raised by this member, by evidence
 * @param refutations how often this member had to refute a suspicion of itself
 * @param falseDeaths members seen to come back in the same generation after DEAD
 * @param syncs comparisons of the view with others, by outcome
 * @param packetsSent datagrams by kind of their first message
 * @param packetsReceived datagrams by kind of their first message
 * @param dropped messages that came in and were not used, by reason; reasons that arise before bytes are messages are
 *     counted with the traffic only
 * @param stalls how often this process did not run when it should have
 * @param stallNanos the sum of the stalls, in nanoseconds
 * @param quality how fast and how rightly failures were noticed
 */
public record ProtocolStats(
        int alive,
        int suspect,
        int dead,
        int left,
        long viewHash,
        int agreeing,
        int compared,
        int healthScore,
        int rumors,
        int services,
        long probesSent,
        long probesAcked,
        long probesFailed,
        Map<Evidence, Long> suspicions,
        long refutations,
        long falseDeaths,
        Map<SyncOutcome, Long> syncs,
        Map<MessageKind, Long> packetsSent,
        Map<MessageKind, Long> packetsReceived,
        Map<DropReason, Long> dropped,
        long stalls,
        long stallNanos,
        QualityOfService quality) {

    public ProtocolStats {
        suspicions = Map.copyOf(suspicions);
        syncs = Map.copyOf(syncs);
        packetsSent = Map.copyOf(packetsSent);
        packetsReceived = Map.copyOf(packetsReceived);
        dropped = Map.copyOf(dropped);
    }

    /** Share of the compared members that hold this view; 1 where there is nobody to compare with. */
    public double agreement() {
        return compared == 0 ? 1 : (double) agreeing / compared;
    }
}
