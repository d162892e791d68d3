package dev.grapevine.core.rumor;

/**
 * A bound on what is sent, in packets and in bytes: so much at once, and regained at so much a second. Between two calls it
 * keeps nothing but two moments, at which all packets and all bytes will be regained.
 *
 * <p>Source: the generic cell rate algorithm, ITU-T I.371.
 */
final class SendAllowance {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Packets and bytes that may be sent at once, and that are regained in a second; all above 0. */
    record Rate(int packets, int bytes, int packetsPerSecond, int bytesPerSecond) {
        long packetNanos() {
            return NANOS_PER_SECOND / packetsPerSecond;
        }

        long byteNanos() {
            return NANOS_PER_SECOND / bytesPerSecond;
        }
    }

    private final Rate rate;
    private long packetsFullAt;
    private long bytesFullAt;

    SendAllowance(Rate rate, long now) {
        this.rate = rate;
        packetsFullAt = now;
        bytesFullAt = now;
    }

    /** Takes one packet of that many bytes, if it is allowed now. */
    boolean take(int bytes, long now) {
        if (Math.max(1, bytes) > room(now)) {
            return false;
        }
        packetsFullAt = later(packetsFullAt, now) + rate.packetNanos();
        bytesFullAt = later(bytesFullAt, now) + bytes * rate.byteNanos();
        return true;
    }

    /** How many bytes one packet may have now; 0 if none is allowed. */
    int room(long now) {
        if (later(packetsFullAt, now) - now > (rate.packets() - 1) * rate.packetNanos()) {
            return 0;
        }
        return rate.bytes() - (int) ((later(bytesFullAt, now) - now + rate.byteNanos() - 1) / rate.byteNanos());
    }

    /** How many packets were taken and not regained, rounded up. */
    int packetsMissing(long now) {
        return (int) ((later(packetsFullAt, now) - now + rate.packetNanos() - 1) / rate.packetNanos());
    }

    /** Whether nothing is missing, as if nothing had been sent yet. */
    boolean full(long now) {
        return packetsFullAt - now <= 0 && bytesFullAt - now <= 0;
    }

    /** Whether more of this one was used than of another of the same rate. */
    boolean moreUsedThan(SendAllowance other) {
        return packetsFullAt - other.packetsFullAt > 0;
    }

    private static long later(long a, long b) {
        return a - b < 0 ? b : a;
    }
}
