/**
 * Many runs of one scenario, one for each seed, on all cores: {@link dev.grapevine.sim.runs.Series} plays them, and
 * {@link dev.grapevine.sim.runs.Totals} adds up what they brought.
 */
@NullMarked
package dev.grapevine.sim.runs;

import org.jspecify.annotations.NullMarked;
