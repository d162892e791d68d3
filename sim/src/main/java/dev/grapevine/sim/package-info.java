/**
 * Peers in a deterministic world: scenarios of timed operations, the invariants that must hold whatever happens, and what a
 * run brought.
 */
@NullMarked
package dev.grapevine.sim;

import org.jspecify.annotations.NullMarked;
