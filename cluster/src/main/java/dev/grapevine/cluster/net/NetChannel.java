package dev.grapevine.cluster.net;

import dev.grapevine.core.wire.Message;
import java.util.List;

/** A channel of a peer: a stream or a connected datagram socket. Used by the loop's thread only. */
interface NetChannel {

    void write(List<Message> messages);

    /** Hands everything written to the system, then closes; nothing more is reported about the channel. */
    void close();

    /** Closes at once. */
    void abort();
}
