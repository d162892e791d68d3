@NullMarked
package dev.grapevine.sim.figures;

import org.jspecify.annotations.NullMarked;
