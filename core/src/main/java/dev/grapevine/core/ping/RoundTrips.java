package dev.grapevine.core.ping;

import dev.grapevine.core.quality.Distribution;
import dev.grapevine.core.quality.Histogram;
import dev.grapevine.core.view.MemberEntry;

/**
 * The measured round trip of each peer, and how long to wait for its answer: the smoothed mean and four mean
 * deviations, as TCP does it (V. Jacobson, "Congestion Avoidance and Control", 1988; RFC 6298), within bounds.
 */
public final class RoundTrips {

    private final long min;
    private final long max;
    private final Histogram all = new Histogram();

    public RoundTrips(long min, long max) {
        this.min = min;
        this.max = Math.max(min, max);
    }

    public void measured(MemberEntry entry, long nanos) {
        all.record(nanos);
        int sample = (int) Math.max(1, Math.min(Integer.MAX_VALUE, nanos / 1_000));
        if (entry.rttMicros() == 0) {
            entry.rtt(sample, sample / 2);
            return;
        }
        int deviation =
                entry.rttDeviationMicros() + (Math.abs(sample - entry.rttMicros()) - entry.rttDeviationMicros()) / 4;
        int mean = entry.rttMicros() + (sample - entry.rttMicros()) / 8;
        entry.rtt(Math.max(1, mean), deviation);
    }

    /** Of all members. */
    public Distribution all() {
        return all.snapshot();
    }

    /** How long to wait for its answer; the longest while nothing was measured. */
    public long timeout(MemberEntry entry) {
        if (entry.rttMicros() == 0) {
            return max;
        }
        long nanos = (entry.rttMicros() + 4L * entry.rttDeviationMicros()) * 1_000;
        return Math.max(min, Math.min(max, nanos));
    }
}
