/** Scenarios: which cluster, on which network, with which operations at which times, and what is expected of it. */
@NullMarked
package dev.grapevine.sim.scenario;

import org.jspecify.annotations.NullMarked;
