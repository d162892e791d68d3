@NullMarked
package dev.grapevine.sim.world;

import org.jspecify.annotations.NullMarked;
