/** The deterministic world: virtual time, hosts, and the network between them. It knows a peer's inputs and its port, and nothing else of the protocol. */
@NullMarked
package dev.grapevine.sim.world;

import org.jspecify.annotations.NullMarked;
