@NullMarked
package dev.grapevine.sim.runs;

import org.jspecify.annotations.NullMarked;
