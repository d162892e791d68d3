@NullMarked
package dev.grapevine.sim.mechanism;

import org.jspecify.annotations.NullMarked;
