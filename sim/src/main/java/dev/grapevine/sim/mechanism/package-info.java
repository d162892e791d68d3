/** Presets that switch mechanisms of the protocol off, to show what each is worth. */
@NullMarked
package dev.grapevine.sim.mechanism;

import org.jspecify.annotations.NullMarked;
