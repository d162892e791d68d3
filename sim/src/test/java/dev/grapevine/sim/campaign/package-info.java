@NullMarked
package dev.grapevine.sim.campaign;

import org.jspecify.annotations.NullMarked;
