package dev.grapevine.sim.scenario.file;

import dev.grapevine.model.Contradiction;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.sim.mechanism.Mechanisms;
import dev.grapevine.sim.scenario.Expectation;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.scenario.SeedRange;
import dev.grapevine.sim.world.Link;
import dev.grapevine.sim.world.WorldOptions;
import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import dev.grapevine.yaml.ValueTypes;
import dev.grapevine.yaml.YamlReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads scenario files. Everything that is wrong with one is reported at once, with its place: file, line and column, or the
 * option of the command line.
 */
public final class ScenarioReader {

    static final String EXPECT = "expect";
    static final String PROTOCOL = "protocol";

    private final Problems problems = new Problems();
    private final RawValues values = new RawValues(keys(), problems);

    private ScenarioReader() {}

    /** Every key that a scenario may have, in the order of the documentation. */
    public static List<String> keys() {
        List<String> keys = new ArrayList<>();
        ScenarioKey.ALL.forEach(key -> keys.add(key.name()));
        keys.addAll(List.of(
                TimelineReader.RULES,
                TimelineReader.GROUPS,
                TimelineReader.TIMELINE,
                TimelineReader.KILL,
                TimelineReader.SCRIPT));
        Arrays.stream(Expectation.Quantity.values()).forEach(quantity -> keys.add(EXPECT + "." + quantity.key()));
        Arrays.stream(ProtocolSetting.values()).forEach(setting -> keys.add(PROTOCOL + "." + setting.key()));
        return keys;
    }

    /**
     * Reads a scenario.
     *
     * @param file the name of the file, for places
     * @param yaml its text; empty for a scenario in which nothing happens
     * @param replacements what counts in place of its values; of several for one key, the last
     * @throws ScenarioException with everything that is wrong, if anything is
     */
    public static ScenarioFile read(String file, String yaml, List<Replacement> replacements) throws ScenarioException {
        ScenarioReader reader = new ScenarioReader();
        reader.values.file(new YamlReader(file, "docs/simulation.md", reader.problems).read(yaml));
        replacements.forEach(reader.values::replace);
        ScenarioFile scenario = reader.scenario(name(file));
        if (reader.problems.none()) {
            reader.tryToPlan(scenario);
        }
        if (!reader.problems.none()) {
            throw new ScenarioException(reader.problems.lines());
        }
        return scenario;
    }

    private static String name(String file) {
        return file.replaceFirst("^.*[/\\\\]", "").replaceFirst("\\.ya?ml$", "");
    }

    private ScenarioFile scenario(String name) {
        String about = values.find(ScenarioKey.ABOUT);
        ClusterSpec cluster = cluster();
        long duration = values.get(ScenarioKey.DURATION);
        SeedRange seeds = values.get(ScenarioKey.SEEDS);
        Mechanisms mechanisms = values.get(ScenarioKey.MECHANISMS);
        Settings settings = settings(mechanisms);
        Link link = link();
        ScenarioPlan plan = new TimelineReader(values, problems).read(cluster, duration);
        return new ScenarioFile(
                name,
                about == null ? "" : about,
                seeds,
                plan,
                new Scenario(
                        settings,
                        mechanisms,
                        WorldOptions.DEFAULT,
                        link,
                        false,
                        values.get(ScenarioKey.SEALED),
                        false,
                        List.of(),
                        duration,
                        expectations()));
    }

    private ClusterSpec cluster() {
        int members = Math.toIntExact(values.get(ScenarioKey.MEMBERS));
        List<String> seeds = values.get(ScenarioKey.BOOTSTRAP_SEEDS).stream()
                .flatMap(List::stream)
                .toList();
        seeds.stream()
                .filter(seed -> Integer.parseInt(seed.substring(1)) > members)
                .forEach(seed -> problems.add(
                        values.raw(ScenarioKey.BOOTSTRAP_SEEDS.name())
                                .map(RawValue::place)
                                .orElse("default"),
                        ScenarioKey.BOOTSTRAP_SEEDS.name(),
                        "there is no member " + seed + "; members are n1 to n" + members));
        List<String> zones = values.find(ScenarioKey.ZONES);
        ScenarioKey.Start start = values.get(ScenarioKey.START);
        return new ClusterSpec(
                members,
                zones == null ? List.of() : zones,
                start.spacing(),
                start.settled(),
                seeds,
                values.get(ScenarioKey.DISCOVER));
    }

    private Settings settings(Mechanisms mechanisms) {
        Settings preset = mechanisms.applyTo(Settings.of(values.get(ScenarioKey.PROFILE)));
        Settings settings = preset;
        for (ProtocolSetting setting : ProtocolSetting.values()) {
            String key = PROTOCOL + "." + setting.key();
            Optional<RawValue> raw = values.raw(key);
            Long value = raw.isEmpty() ? null : ValueTypes.of(setting).read(raw.get(), key, problems);
            settings = value == null ? settings : settings.with(setting, value);
        }
        List<Contradiction> intended = Contradiction.in(preset);
        for (Contradiction pair : Contradiction.in(settings)) {
            if (!intended.contains(pair)) {
                contradict(pair, settings);
            }
        }
        return settings;
    }

    /** Reported at the place of the setting that is written; the other may be a default. */
    private void contradict(Contradiction pair, Settings settings) {
        String key = PROTOCOL + "." + pair.one().key();
        Optional<RawValue> blamed = values.raw(key)
                .or(() -> values.raw(PROTOCOL + "." + pair.other().key()));
        problems.add(
                blamed.map(RawValue::place).orElse("default"),
                key,
                shown(pair.one(), settings) + " " + pair.rule() + " " + shown(pair.other(), settings));
    }

    private static String shown(ProtocolSetting setting, Settings settings) {
        return ValueTypes.of(setting).show(settings.get(setting));
    }

    private Link link() {
        return Link.of(values.get(ScenarioKey.DELAY))
                .withLoss(values.get(ScenarioKey.LOSS))
                .withDuplicate(values.get(ScenarioKey.DUPLICATE))
                .withReorder(values.get(ScenarioKey.REORDER))
                .withCorrupt(values.get(ScenarioKey.CORRUPT));
    }

    private List<Expectation> expectations() {
        List<Expectation> expectations = new ArrayList<>();
        for (Expectation.Quantity quantity : Expectation.Quantity.values()) {
            String key = EXPECT + "." + quantity.key();
            values.raw(key).ifPresent(raw -> {
                if (raw instanceof RawValue.Text text) {
                    try {
                        expectations.add(new Expectation(quantity, quantity.parse(text.text())));
                        return;
                    } catch (IllegalArgumentException wrong) {
                        problems.add(raw.place(), key, "found " + raw.found() + ", " + wrong.getMessage());
                        return;
                    }
                }
                problems.refuse(raw, key, "one value");
            });
        }
        return expectations;
    }

    /** Draws one run, to find steps that cannot be planned, as for a member that does not exist. */
    private void tryToPlan(ScenarioFile scenario) {
        try {
            scenario.scenario(scenario.seeds().first());
        } catch (ScenarioPlanner.PlanException wrong) {
            problems.add(wrong.place(), "timeline", String.valueOf(wrong.getMessage()));
        }
    }
}
