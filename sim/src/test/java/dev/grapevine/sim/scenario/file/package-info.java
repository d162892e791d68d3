@NullMarked
package dev.grapevine.sim.scenario.file;

import org.jspecify.annotations.NullMarked;
