package dev.grapevine.model;

import java.util.Map;

/**
 * A peer's figures at one moment. Counters count from its start.
 *
 * @param alive members by status, this one included
 * @param viewHash as members compare it
 * @param agreeing members last seen with this view hash, since it last changed, this one included
 * @param compared members whose view hash was seen since then, this one included
 * @param healthScore 0 (well) to the limit
 * @param rumors pieces of news still being spread
 * @param services instances known, of live members
 * @param probesSent direct probes
 * @param probesAcked direct probes that were answered in time
 * @param probesFailed probes that ended in a suspicion
 * @param suspicions raised here, by evidence
 * @param refutations own incarnations raised
 * @param falseDeaths members seen to come back in the same generation after DEAD
 * @param syncs comparisons of the view with others, by outcome
 * @param packetsSent datagrams by kind of their first message
 * @param packetsReceived the same
 * @param dropped what came in and was not used, by {@code LIMIT, UNEXPECTED, STOPPED}; the other reasons arise where
 *     bytes are read, before a peer
 * @param stalls times that this process did not run when it should have
 * @param stallNanos for how long in sum
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
