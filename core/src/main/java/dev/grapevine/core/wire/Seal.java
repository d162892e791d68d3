package dev.grapevine.core.wire;

/**
 * Protects what leaves and checks what arrives: the one step of the packet path that knows which cluster this is. A
 * sealed body is {@code header, body, trailer}; a seal that encrypts replaces the body.
 *
 * <p>Belongs to one thread, since seals keep counters and scratch space.
 */
public interface Seal {

    /** The most bytes that any seal adds, so that senders can pack a datagram before they know which seal is used. */
    int MAX_OVERHEAD = 32;

    /** The result of {@link #open}: the {@link Body}, or {@link Decoded.Rejected}. */
    sealed interface Opened permits Body, Decoded.Rejected {}

    /** The body, as a range of an array that stays unchanged until the next call of the seal. */
    record Body(byte[] bytes, int offset, int length) implements Opened {}

    /** Bytes before the body. */
    int header();

    /** Bytes after the body. */
    int trailer();

    /** Bytes that sealing adds, at most {@value #MAX_OVERHEAD}. */
    default int overhead() {
        return header() + trailer();
    }

    /** Whether sealing the same body again gives the same bytes, so that sealed bytes can be sent more than once. */
    default boolean repeats() {
        return false;
    }

    /** The flag of a frame of a stream. */
    default int flag(SealContext context) {
        return context == SealContext.NEUTRAL_FRAME ? FrameWriter.NEUTRAL : FrameWriter.FENCED;
    }

    /**
     * Seals in place.
     *
     * @param buffer holds the body from {@code start + header()}, with room for the trailer after it
     * @param start where the sealed body begins
     * @param length of the body
     */
    void seal(SealContext context, byte[] buffer, int start, int length);

    /**
     * Opens what {@link #seal} made. Never throws because of what the bytes hold.
     *
     * @param start where the sealed body begins
     * @param length of the sealed body
     */
    Opened open(SealContext context, byte[] buffer, int start, int length);
}
