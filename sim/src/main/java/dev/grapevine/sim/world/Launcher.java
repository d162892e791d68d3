package dev.grapevine.sim.world;

import java.util.random.RandomGenerator;

/** Makes the program of a new process. */
@FunctionalInterface
public interface Launcher {

    /**
     * @param host where it will run
     * @param random its own source of randomness
     * @param port its access to the world
     * @param now the host's monotonic clock
     */
    Program launch(Host host, RandomGenerator random, HostPort port, long now);
}
