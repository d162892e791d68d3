@NullMarked
package dev.grapevine.sim.report;

import org.jspecify.annotations.NullMarked;
