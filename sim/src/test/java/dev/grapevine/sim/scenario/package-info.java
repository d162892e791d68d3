@NullMarked
package dev.grapevine.sim.scenario;

import org.jspecify.annotations.NullMarked;
