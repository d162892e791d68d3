/**
 * What a run is measured by: immutable figures, and the recorder that makes them while the run goes on, in memory that does
 * not grow with what happens.
 */
@NullMarked
package dev.grapevine.sim.figures;

import org.jspecify.annotations.NullMarked;
