package dev.grapevine.sim.world;

import dev.grapevine.core.wire.Message;
import java.util.List;

/** A channel of a {@link SimPort}: an end of a stream, or a connected datagram socket. */
interface Channel {

    /** Its number at the port that it belongs to. */
    long number();

    void write(List<Message> messages);

    /** Closed by its program, which hears no more of it. */
    void close();

    /** Closed by the kernel of a process that was killed. */
    void killed();

    /** Gone with its host, without a sound. */
    void vanish();
}
