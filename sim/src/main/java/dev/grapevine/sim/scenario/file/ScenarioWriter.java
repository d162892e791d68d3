package dev.grapevine.sim.scenario.file;

import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.sim.mechanism.Mechanisms;
import dev.grapevine.sim.operation.DelayFormat;
import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.operation.ShareFormat;
import dev.grapevine.sim.scenario.Expectation;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Link;
import dev.grapevine.yaml.ValueTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a run as a scenario file in which nothing is left to chance, so that it can be played again and examined. */
public final class ScenarioWriter {

    private ScenarioWriter() {}

    /**
     * The text of a file that {@link ScenarioReader} reads back to the same run.
     *
     * @param scenario what was played, with {@link dev.grapevine.sim.world.WorldOptions#DEFAULT}
     * @param seed the seed that it was played with
     */
    public static String write(Scenario scenario, long seed) {
        List<String> lines = new ArrayList<>();
        lines.add("duration: " + DurationFormat.format(scenario.duration()));
        lines.add("seeds: " + seed);
        lines.add("profile: " + scenario.settings().profile().name().toLowerCase(Locale.ROOT));
        if (scenario.mechanisms() != Mechanisms.ALL) {
            lines.add("mechanisms: " + scenario.mechanisms());
        }
        if (scenario.sealed()) {
            lines.add("sealed: yes");
        }
        protocol(lines, scenario.settings());
        network(lines, scenario.link());
        expectations(lines, scenario.expectations());
        lines.add("script: |");
        scenario.steps().forEach(step -> lines.add("  " + step));
        return String.join("\n", lines) + "\n";
    }

    private static void protocol(List<String> lines, Settings settings) {
        Settings defaults = Settings.of(settings.profile());
        if (!settings.equals(defaults)) {
            lines.add("protocol:");
        }
        for (ProtocolSetting setting : ProtocolSetting.values()) {
            if (settings.get(setting) != defaults.get(setting)) {
                lines.add("  " + setting.key() + ": " + ValueTypes.of(setting).show(settings.get(setting)));
            }
        }
    }

    private static void network(List<String> lines, Link link) {
        lines.add("network:");
        lines.add("  delay: " + DelayFormat.format(link.delay()));
        share(lines, "loss", link.loss());
        share(lines, "duplicate", link.duplicate());
        share(lines, "reorder", link.reorder());
        share(lines, "corrupt", link.corrupt());
    }

    private static void share(List<String> lines, String key, double share) {
        if (share > 0) {
            lines.add("  " + key + ": " + ShareFormat.format(share));
        }
    }

    private static void expectations(List<String> lines, List<Expectation> expectations) {
        if (!expectations.isEmpty()) {
            lines.add("expect:");
        }
        for (Expectation expectation : expectations) {
            lines.add("  " + expectation.quantity().key() + ": "
                    + expectation.quantity().show(expectation.bound()));
        }
    }
}
