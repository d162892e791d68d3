package dev.grapevine.core.wire;

/**
 * What members know of one cluster key, whether they hold it or not.
 *
 * @param id of the key
 * @param turn when it became the one to seal with: larger than those before; 0 if it never did; an unsigned number of 32 bits
 * @param removed whether it is no longer accepted
 */
public record KeyEntry(long id, long turn, boolean removed) {

    /** The highest turn. */
    public static final long MAX_TURN = 0xffff_ffffL;

    /** Bytes on the wire. */
    static final int LENGTH = 8 + 4 + 1;

    /** @throws IllegalArgumentException if the turn does not fit its field */
    public KeyEntry {
        if (turn < 0 || turn > MAX_TURN) {
            throw new IllegalArgumentException("a turn is 0 to " + MAX_TURN + ", not " + turn);
        }
    }
}
