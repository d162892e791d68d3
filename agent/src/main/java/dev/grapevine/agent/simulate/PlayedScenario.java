package dev.grapevine.agent.simulate;

import dev.grapevine.sim.campaign.Campaign;
import dev.grapevine.sim.scenario.file.ScenarioFile;

/** A scenario with the results of its runs. Immutable. */
record PlayedScenario(ScenarioFile file, Campaign.Results results) {}
