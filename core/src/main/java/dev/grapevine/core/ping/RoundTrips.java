package dev.grapevine.core.ping;

import dev.grapevine.core.quality.Histogram;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.model.Distribution;

/**
 * The measured round trip to each member, and how long to wait for its answer: the smoothed mean and four mean
 * deviations, as TCP does it, within bounds.
 *
 * <p>Sources: V. Jacobson, "Congestion Avoidance and Control", 1988; RFC 6298.
 */
public final class RoundTrips {

    private final long minNanos;
    private final long maxNanos;
    private final Histogram all = new Histogram();

    /**
     * @param minNanos the shortest time to wait
     * @param maxNanos the longest; if it is below the shortest, that one is used
     */
    public RoundTrips(long minNanos, long maxNanos) {
        this.minNanos = minNanos;
        this.maxNanos = Math.max(minNanos, maxNanos);
    }

    /** A member answered after that time. */
    public void measured(MemberEntry member, long nanos) {
        all.record(nanos);
        int sample = (int) Math.max(1, Math.min(Integer.MAX_VALUE, nanos / 1_000));
        if (member.rttMicros() == 0) {
            member.rtt(sample, sample / 2);
            return;
        }
        int deviation =
                member.rttDeviationMicros() + (Math.abs(sample - member.rttMicros()) - member.rttDeviationMicros()) / 4;
        int mean = member.rttMicros() + (sample - member.rttMicros()) / 8;
        member.rtt(Math.max(1, mean), deviation);
    }

    /** How long to wait for a member's answer, in nanoseconds; the longest time while nothing was measured. */
    public long timeout(MemberEntry member) {
        if (member.rttMicros() == 0) {
            return maxNanos;
        }
        long nanos = (member.rttMicros() + 4L * member.rttDeviationMicros()) * 1_000;
        return Math.max(minNanos, Math.min(maxNanos, nanos));
    }

    /** The round trips to all members. */
    public Distribution all() {
        return all.snapshot();
    }
}
