package dev.grapevine.core.wire;

/**
 * What a sealed body travels in. A seal binds the body to its context, so that a body sealed for one is not accepted in
 * another.
 */
public enum SealContext {
    /** A datagram, readable within this cluster only. */
    DATAGRAM,
    /** A frame of a stream, readable within this cluster only. */
    FENCED_FRAME,
    /** A frame that members of other clusters can open too: a greeting, or the reason of a refusal. */
    NEUTRAL_FRAME
}
