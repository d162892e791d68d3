package dev.grapevine.core.wire;

/** What came of opening a sealed body: the {@link Body}, or {@link Rejected}. */
public sealed interface Opened permits Opened.Body, Rejected {

    /**
     * The body, as a range of an array that stays as it is until the next call of the {@link Seal}.
     */
    record Body(byte[] bytes, int offset, int length) implements Opened {}
}
