package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Salt;

/**
 * The salt that a process seals its datagrams under, and the counter of their nonces. The counter is the clock of the process as well: at least
 * the microseconds since the salt was drawn. So it is never used twice, and tells the receiver how old a datagram is.
 */
final class OwnSalt {

    /** The counter has 48 bits, which last for 8.9 years of microseconds. */
    private static final long LIFE_MICROS = 4L * 365 * 24 * 3_600 * 1_000_000;

    private final Salt salt;
    private final long drawnAt;
    private long last;

    private OwnSalt(Salt salt, long drawnAt) {
        this.salt = salt;
        this.drawnAt = drawnAt;
    }

    static OwnSalt draw(Cryptography cryptography, long now) {
        byte[] random = new byte[Salt.LENGTH];
        Salt drawn;
        do {
            cryptography.random(random);
            drawn = Salt.at(random, 0);
        } while (drawn.equals(Salt.NONE));
        return new OwnSalt(drawn, now);
    }

    Salt salt() {
        return salt;
    }

    /** The counter of the next datagram, which is used up by this. */
    long next(long now) {
        last = Math.max(last + 1, micros(now));
        return last;
    }

    /** The counter that a datagram would have now. */
    long clock(long now) {
        return Math.max(last + 1, micros(now));
    }

    /** Whether this process may have sent a datagram with that counter. */
    boolean mayHaveSent(long counter) {
        return counter <= last;
    }

    /** Whether it is time for another salt. */
    boolean worn(long now) {
        return micros(now) > LIFE_MICROS;
    }

    private long micros(long now) {
        return (now - drawnAt) / 1_000;
    }
}
