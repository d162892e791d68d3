package dev.grapevine.sim;

import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.env.Port;
import java.util.random.RandomGenerator;

/** Makes the peers of a simulation; tests give another to see a broken peer caught. */
@FunctionalInterface
public interface PeerFactory {

    /** Peers as they are. */
    PeerFactory SOUND = (config, random, port, now) -> new PeerProgram(new Peer(config, random, port, now));

    PeerProgram create(PeerConfig config, RandomGenerator random, Port port, long now);
}
