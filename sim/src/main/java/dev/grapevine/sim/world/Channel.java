package dev.grapevine.sim.world;

import dev.grapevine.core.wire.Message;
import java.util.List;

/** A channel of a {@link SimPort}: an end of a stream, or a connected datagram socket. */
interface Channel {

    /** Its number at the port that it belongs to. */
    long number();

    void write(List<Message> messages);

    /** Closes it on behalf of its program, which hears no more of it. */
    void close();

    /** Closes it on behalf of the kernel, after its process was killed. */
    void killed();

    /** Its host is gone, and with it the channel; nothing is sent any more. */
    void vanish();
}
