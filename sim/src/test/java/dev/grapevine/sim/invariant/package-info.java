@NullMarked
package dev.grapevine.sim.invariant;

import org.jspecify.annotations.NullMarked;
