/**
 * The deterministic world: virtual time, hosts, and the network between them. It knows the inputs of a peer and its port,
 * and nothing of the protocol.
 */
@NullMarked
package dev.grapevine.sim.world;

import org.jspecify.annotations.NullMarked;
