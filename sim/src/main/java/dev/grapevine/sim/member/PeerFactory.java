package dev.grapevine.sim.member;

import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.env.Port;
import java.util.random.RandomGenerator;

/** Makes the peers of a simulation. Tests pass another one to see that a broken peer is caught. */
@FunctionalInterface
public interface PeerFactory {

    /** Makes peers as agents run them. */
    PeerFactory STANDARD = (config, random, port, now) -> new PeerProgram(new Peer(config, random, port, now));

    PeerProgram create(PeerConfig config, RandomGenerator random, Port port, long now);
}
