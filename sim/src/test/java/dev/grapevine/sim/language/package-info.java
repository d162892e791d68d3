@NullMarked
package dev.grapevine.sim.language;

import org.jspecify.annotations.NullMarked;
