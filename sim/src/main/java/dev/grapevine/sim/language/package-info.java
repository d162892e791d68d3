/**
 * Scenario files: YAML that says which cluster, on which network, what befalls it when, and what is expected.
 * {@link dev.grapevine.sim.language.ScenarioReader} reads one, and a seed makes of it a
 * {@link dev.grapevine.sim.Scenario} in which all chance is drawn.
 */
@NullMarked
package dev.grapevine.sim.language;

import org.jspecify.annotations.NullMarked;
