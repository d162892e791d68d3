/** Measures a run while it goes on, in memory that does not grow with the number of things that happen. */
@NullMarked
package dev.grapevine.sim.measure;

import org.jspecify.annotations.NullMarked;
