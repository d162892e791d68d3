/** What was measured in a run: immutable figures. */
@NullMarked
package dev.grapevine.sim.figures;

import org.jspecify.annotations.NullMarked;
