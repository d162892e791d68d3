package dev.grapevine.sim.member;

import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.PeerStrategies;
import dev.grapevine.sim.world.HostPort;
import java.util.random.RandomGenerator;

/** Makes the peers of a simulation. Tests pass another one to see that a broken peer is caught. */
@FunctionalInterface
public interface PeerFactory {

    /** Makes sound peers. */
    PeerFactory STANDARD = (config, strategies, random, port, now) ->
            new PeerProgram(new Peer(config, strategies, random, port, port.introductions(), now));

    /**
     * Makes a peer in the program that runs it.
     *
     * @param strategies what the scenario replaces in it
     */
    PeerProgram create(PeerConfig config, PeerStrategies strategies, RandomGenerator random, HostPort port, long now);
}
