package dev.grapevine.core.wire;

import dev.grapevine.model.DropReason;
import java.util.List;

/** The result of decoding received bytes: a {@link Batch} of messages, or {@link Decoded.Rejected}. */
public sealed interface Decoded {

    /**
     * The messages, in the order in which they were written.
     *
     * @param messages cannot be modified; may be empty
     * @param skipped how many messages were stepped over, because their kind or a code in them is unknown here
     */
    record Batch(List<Message> messages, int skipped) implements Decoded {}

    /**
     * The bytes could not be opened or decoded; nothing of them is used.
     *
     * @param reason what to count them as
     * @param detail a few words for people
     */
    record Rejected(DropReason reason, String detail) implements Decoded, Seal.Opened {}
}
