@NullMarked
package dev.grapevine.sim.measure;

import org.jspecify.annotations.NullMarked;
