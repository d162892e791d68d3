@NullMarked
package dev.grapevine.sim.operation;

import org.jspecify.annotations.NullMarked;
