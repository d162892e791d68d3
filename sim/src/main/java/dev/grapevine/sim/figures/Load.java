package dev.grapevine.sim.figures;

import java.util.List;

/**
 * What was sent. Immutable. Bytes are those on the wire: sealed packets and the headers of Ethernet, IP, UDP and TCP; a stream
 * frame counts as a segment and its acknowledgement, opening and closing a stream as four and three packets without payload.
 *
 * @param kinds by kind, the most bytes first
 * @param memberSeconds seconds that processes ran, in sum: divide by it for figures a member and second
 * @param bytesEach bytes a second that each member sent while it ran
 * @param packetsEach packets a second that each member sent while it ran, in thousandths
 * @param series for each purpose, in the order of the enum: bytes a member and second over time
 */
public record Load(
        List<Kind> kinds,
        double memberSeconds,
        SampleDistribution bytesEach,
        SampleDistribution packetsEach,
        List<Series> series) {

    /** What packets are for. */
    public enum Purpose {
        /** Probes, acks and what they ask of helpers; rumors ride on them. */
        PROBES,
        /** News of its own accord. */
        RUMORS,
        /** Comparing and repairing views. */
        SYNC,
        /** Tethers, and checks at once where one closed. */
        TETHERS,
        /** Finding and joining the cluster. */
        BOOTSTRAP
    }

    /**
     * Packets of one kind.
     *
     * @param name of the first message in them
     * @param stream whether they went by stream
     * @param bytes headers included
     */
    public record Kind(String name, boolean stream, Purpose purpose, long packets, long bytes) {}

    public Load {
        kinds = List.copyOf(kinds);
        series = List.copyOf(series);
    }

    /** Headers included. */
    public long bytes() {
        return kinds.stream().mapToLong(Kind::bytes).sum();
    }

    public long packets() {
        return kinds.stream().mapToLong(Kind::packets).sum();
    }

    /** Bytes a member and second, over the whole run. */
    public double bytesPerMemberSecond() {
        return memberSeconds == 0 ? 0 : bytes() / memberSeconds;
    }

    /** Packets a member and second, over the whole run. */
    public double packetsPerMemberSecond() {
        return memberSeconds == 0 ? 0 : packets() / memberSeconds;
    }
}
