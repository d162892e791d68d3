package dev.grapevine.core.env;

import dev.grapevine.core.wire.Message;

/** Serves the streams that others open for one {@link Message.Purpose}. */
@FunctionalInterface
public interface StreamServer {

    /**
     * Another process opened a stream for this purpose, and its hello fits this member. From here on the channel is the
     * server's, which {@link Channels#greet greets} in turn.
     *
     * @param hello what the other side said of itself; nothing of it is proven
     */
    void accepted(long channel, Message.Hello hello, long now);
}
