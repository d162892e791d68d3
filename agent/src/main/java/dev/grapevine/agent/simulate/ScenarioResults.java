package dev.grapevine.agent.simulate;

import dev.grapevine.sim.language.ScenarioFile;
import dev.grapevine.sim.runs.Campaign;

/** A scenario and what its runs brought. Immutable. */
record ScenarioResults(ScenarioFile file, Campaign.Results results) {}
