package dev.grapevine.sim.figures;

import java.util.List;

/**
 * What was sent. Immutable. Bytes are those on the wire: sealed packets with the headers of Ethernet, IP, UDP and TCP. A stream
 * frame counts as a segment and its acknowledgement; opening and closing a stream count as seven packets without payload.
 *
 * @param kinds by kind, the most bytes first
 * @param memberSeconds the sum of the seconds that processes ran
 * @param bytesEach bytes per second that each member sent while it ran
 * @param packetsEach packets per second that each member sent while it ran, in thousandths
 * @param series for each purpose, in the order of the enum: bytes per member and second over time
 */
public record Load(
        List<Kind> kinds,
        double memberSeconds,
        SampleDistribution bytesEach,
        SampleDistribution packetsEach,
        List<Series> series) {

    /** What packets are for. */
    public enum Purpose {
        /** Probes, acks and requests to helpers, with the rumors that ride on them. */
        PROBES,
        /** News in packets of its own. */
        RUMORS,
        /** Comparing and repairing views. */
        SYNC,
        /** Tethers, and the checks when one closes. */
        TETHERS,
        /** Finding and joining the cluster. */
        BOOTSTRAP
    }

    /**
     * Packets of one kind.
     *
     * @param name that of the first message in them
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

    /** Bytes per member and second, over the whole run. */
    public double bytesPerMemberSecond() {
        return memberSeconds == 0 ? 0 : bytes() / memberSeconds;
    }

    /** Packets per member and second, over the whole run. */
    public double packetsPerMemberSecond() {
        return memberSeconds == 0 ? 0 : packets() / memberSeconds;
    }
}
