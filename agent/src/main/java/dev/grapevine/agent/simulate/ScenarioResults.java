package dev.grapevine.agent.simulate;

import dev.grapevine.sim.campaign.Campaign;
import dev.grapevine.sim.scenario.file.ScenarioFile;

/** A scenario and what its runs brought. Immutable. */
record ScenarioResults(ScenarioFile file, Campaign.Results results) {}
