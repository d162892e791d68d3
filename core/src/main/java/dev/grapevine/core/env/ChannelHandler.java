package dev.grapevine.core.env;

import dev.grapevine.core.wire.Message;
import java.util.List;

/** Follows one channel from its opening to its end. After {@code closed} nothing more comes. */
public interface ChannelHandler {

    default void opened(long channel, long now) {}

    void received(long channel, List<Message> messages, long now);

    default void closed(long channel, CloseCause cause, long now) {}
}
