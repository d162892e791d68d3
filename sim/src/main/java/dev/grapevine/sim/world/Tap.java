package dev.grapevine.sim.world;

import dev.grapevine.model.Address;

/** Sees everything that processes send over the network of a world, and may take datagrams off it. */
public interface Tap {

    /**
     * A process sends a datagram.
     *
     * @return whether it is taken off the network
     */
    boolean takes(Host sender, Address from, Address to, Packet packet);

    /**
     * A process sends a segment of a stream.
     *
     * @param sender the end of the stream that it sends from; each has an identity of its own
     */
    void heard(Object sender, Packet packet);
}
