package dev.grapevine.core.wire;

/** In what a sealed body travels. A seal binds it to that, so that nothing sealed for one passes for another. */
public enum SealContext {
    /** A datagram, of this cluster alone. */
    DATAGRAM,
    /** A frame of a stream, of this cluster alone. */
    FENCED_FRAME,
    /** A frame that members of other clusters can open too: a greeting, or the reason of a refusal. */
    NEUTRAL_FRAME
}
