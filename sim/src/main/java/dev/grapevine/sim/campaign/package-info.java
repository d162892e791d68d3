/** Many runs of one scenario, one for each seed, on all cores, and the totals of what they brought. */
@NullMarked
package dev.grapevine.sim.campaign;

import org.jspecify.annotations.NullMarked;
