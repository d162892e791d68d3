/** The guarantees of the protocol as invariants: those that hold at every step, and those that hold some time after the last fault. */
@NullMarked
package dev.grapevine.sim.invariant;

import org.jspecify.annotations.NullMarked;
