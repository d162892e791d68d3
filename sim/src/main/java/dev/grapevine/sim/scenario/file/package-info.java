/** Scenario files in YAML. A file leaves members and times to chance; a seed turns it into a scenario in which everything is drawn. */
@NullMarked
package dev.grapevine.sim.scenario.file;

import org.jspecify.annotations.NullMarked;
