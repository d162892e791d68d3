package dev.grapevine.cluster.net;

import dev.grapevine.core.wire.Message;
import java.util.List;

/** A channel of a peer: a stream, or a connected datagram socket. Of the loop's thread alone. */
interface NetChannel {

    void write(List<Message> messages);

    /** Hands what was written to the system, then closes; nothing of it is reported any more. */
    void close();

    /** Closes at once. */
    void abort();
}
