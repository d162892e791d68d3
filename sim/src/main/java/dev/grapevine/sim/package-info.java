/** Plays a scenario: simulated members in a deterministic world, operations at their times, invariants checked all along. */
@NullMarked
package dev.grapevine.sim;

import org.jspecify.annotations.NullMarked;
