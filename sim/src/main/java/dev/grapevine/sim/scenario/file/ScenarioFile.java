package dev.grapevine.sim.scenario.file;

import dev.grapevine.core.config.Settings;
import dev.grapevine.sim.mechanism.Mechanisms;
import dev.grapevine.sim.scenario.Expectation;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.scenario.SeedRange;
import dev.grapevine.sim.world.Link;
import dev.grapevine.sim.world.WorldOptions;
import java.util.List;

/**
 * A scenario as it was written: what is left to chance is not drawn yet. Immutable; {@link ScenarioReader} makes them.
 */
public final class ScenarioFile {

    private final String name;
    private final String about;
    private final ClusterSpec cluster;
    private final long duration;
    private final SeedRange seeds;
    private final Mechanisms mechanisms;
    private final Settings settings;
    private final Link link;
    private final ScenarioTimeline story;
    private final List<Expectation> expectations;

    ScenarioFile(
            String name,
            String about,
            ClusterSpec cluster,
            long duration,
            SeedRange seeds,
            Mechanisms mechanisms,
            Settings settings,
            Link link,
            ScenarioTimeline story,
            List<Expectation> expectations) {
        this.name = name;
        this.about = about;
        this.cluster = cluster;
        this.duration = duration;
        this.seeds = seeds;
        this.mechanisms = mechanisms;
        this.settings = settings;
        this.link = link;
        this.story = story;
        this.expectations = List.copyOf(expectations);
    }

    /** Of the file, without folder and ending. */
    public String name() {
        return name;
    }

    /** What it shows, for people; may be empty. */
    public String about() {
        return about;
    }

    /** How many members start at the beginning. */
    public int members() {
        return cluster.members();
    }

    ClusterSpec cluster() {
        return cluster;
    }

    /** Virtual nanoseconds. */
    public long duration() {
        return duration;
    }

    /** Of the runs that it asks for. */
    public SeedRange seeds() {
        return seeds;
    }

    /** The preset that was applied to the settings. */
    public Mechanisms mechanisms() {
        return mechanisms;
    }

    public Settings settings() {
        return settings;
    }

    ScenarioTimeline story() {
        return story;
    }

    /** Of the figures of each run. */
    public List<Expectation> expectations() {
        return expectations;
    }

    /** What happens with that seed: all chance is drawn. The same seed gives the same scenario. */
    public Scenario scenario(long seed) {
        return new Scenario(
                settings,
                WorldOptions.DEFAULT,
                link,
                false,
                false,
                story.script().isEmpty() ? ScenarioPlanner.of(this, seed) : story.script(),
                duration,
                expectations);
    }
}
