package dev.grapevine.core.env;

import dev.grapevine.core.wire.Message;
import java.util.List;

/** Handles one channel from its opening to its end. After {@link #closed} it hears no more. */
public interface ChannelHandler {

    /** The channel, which this process opened, is open. */
    default void opened(long channel, long now) {}

    /** Messages came in, in the order in which they were written. */
    void received(long channel, List<Message> messages, long now);

    /** The other side closed the channel, or it could not be opened. */
    default void closed(long channel, CloseCause cause, long now) {}
}
