package dev.grapevine.core.wire;

import java.util.List;

/** What came of reading bytes: a {@link Batch} of messages, or {@link Rejected}. */
public sealed interface Decoded permits Decoded.Batch, Rejected {

    /**
     * The messages, in their order.
     *
     * @param messages cannot be modified; may be empty
     * @param skipped messages that were stepped over, because their kind or a code in them is unknown here
     */
    record Batch(List<Message> messages, int skipped) implements Decoded {}
}
