/** Members of a simulated cluster: peers as the programs of simulated processes, and what outlives a process. */
@NullMarked
package dev.grapevine.sim.member;

import org.jspecify.annotations.NullMarked;
