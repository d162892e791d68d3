package dev.grapevine.core.wire;

/**
 * Closes what goes out and opens what comes in: the one step of the packet path that knows which cluster this is. A sealed
 * body is {@code header, body, trailer}, where a seal that encrypts replaces the body.
 *
 * <p>Belongs to one thread, as seals keep counters and scratch space.
 */
public interface Seal {

    /** No seal adds more than so many bytes, so senders may pack before they know which one is used. */
    int MAX_OVERHEAD = 32;

    /** Bytes before the body. */
    int header();

    /** Bytes behind the body. */
    int trailer();

    /** Bytes that sealing adds, at most {@value #MAX_OVERHEAD}. */
    default int overhead() {
        return header() + trailer();
    }

    /** Whether sealing the same body once more makes the same bytes, so that they may be sent again as they are. */
    default boolean repeats() {
        return false;
    }

    /**
     * Seals in place.
     *
     * @param buffer holds the body from {@code start + header()}, with room for the trailer behind it
     * @param start where the sealed body begins
     * @param length of the body
     */
    void seal(SealContext carrier, byte[] buffer, int start, int length);

    /**
     * Opens what {@link #seal} made. Never throws for what the bytes hold.
     *
     * @param start where the sealed body begins
     * @param length of the sealed body
     */
    Opened open(SealContext carrier, byte[] buffer, int start, int length);
}
