@NullMarked
package dev.grapevine.sim.protocol;

import org.jspecify.annotations.NullMarked;
