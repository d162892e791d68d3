package dev.grapevine.core.failure;

/** How probes ended, since the start. */
public final class ProbeCounts {
    long sent;
    long acked;
    long failed;

    /** Direct probes sent. */
    public long sent() {
        return sent;
    }

    /** Answered, in whatever way. */
    public long acked() {
        return acked;
    }

    /** Ended in an accusation. */
    public long failed() {
        return failed;
    }
}
