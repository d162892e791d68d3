package dev.grapevine.cluster.net;

import dev.grapevine.core.seal.StreamSecret;
import dev.grapevine.core.wire.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A channel of a peer: a stream or a connected datagram socket. Used by the loop's thread only. */
interface NetChannel {

    void write(List<Message> messages);

    /** What the sides of a sealed stream have agreed on; null before that, and on other channels. */
    default @Nullable StreamSecret secret() {
        return null;
    }

    /** Hands everything written to the system, then closes; nothing more is reported about the channel. */
    void close();

    /** Closes at once. */
    void abort();
}
