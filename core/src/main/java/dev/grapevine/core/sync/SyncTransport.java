package dev.grapevine.core.sync;

import dev.grapevine.core.wire.Message;
import java.util.List;

/** Where one side of a sync sends to: datagrams to an address, or a stream. */
interface SyncTransport {

    void send(List<Message> messages);

    /** Sends a question whose answer may be as long as this way allows. */
    void ask(Message question);

    /** The exchange is over on this side. */
    default void end() {}
}
