package dev.grapevine.sim.scenario.file;

import dev.grapevine.model.Settings;
import dev.grapevine.sim.mechanism.Mechanisms;
import dev.grapevine.sim.scenario.Expectation;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.scenario.SeedRange;
import java.util.List;

/** A scenario as a file describes it, with nothing drawn yet. Immutable; {@link ScenarioReader} creates them. */
public final class ScenarioFile {

    private final String name;
    private final String about;
    private final SeedRange seeds;
    private final ScenarioPlan plan;
    private final Scenario withoutSteps;

    /** @param withoutSteps the scenario, complete but for the steps that the plan leaves to chance */
    ScenarioFile(String name, String about, SeedRange seeds, ScenarioPlan plan, Scenario withoutSteps) {
        this.name = name;
        this.about = about;
        this.seeds = seeds;
        this.plan = plan;
        this.withoutSteps = withoutSteps;
    }

    /** The name of the file, without folder and extension. */
    public String name() {
        return name;
    }

    /** What the scenario shows, for people; may be empty. */
    public String about() {
        return about;
    }

    /** How many members start at the beginning. */
    public int members() {
        return plan.cluster().members();
    }

    /** Virtual nanoseconds. */
    public long duration() {
        return withoutSteps.duration();
    }

    /** One run is asked for with each of them. */
    public SeedRange seeds() {
        return seeds;
    }

    /** The preset that was applied to the settings. */
    public Mechanisms mechanisms() {
        return withoutSteps.mechanisms();
    }

    public Settings settings() {
        return withoutSteps.settings();
    }

    public List<Expectation> expectations() {
        return withoutSteps.expectations();
    }

    /** Draws everything that the file leaves to chance. The same seed gives the same scenario. */
    public Scenario scenario(long seed) {
        return withoutSteps.withSteps(
                plan.script().isEmpty() ? ScenarioPlanner.draw(plan, duration(), seed) : plan.script());
    }
}
