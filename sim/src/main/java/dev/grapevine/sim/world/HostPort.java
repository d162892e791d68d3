package dev.grapevine.sim.world;

import dev.grapevine.core.env.Port;
import dev.grapevine.core.seal.Introductions;
import dev.grapevine.model.Address;
import java.nio.ByteBuffer;

/** The port of a process, with what lies between that and its host: how its messages are sealed. */
public interface HostPort extends Port {

    /** From now on, what it sends and receives goes through this wire. To be called before anything else. */
    void seal(Wire wire);

    /** Sends a datagram that is sealed already. */
    void send(Address to, ByteBuffer sealed);

    /** Who seals under which salt, as the wire knows it. */
    Introductions introductions();
}
