package dev.grapevine.sim.scenario.file;

import dev.grapevine.core.config.Contradiction;
import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.sim.mechanism.Mechanisms;
import dev.grapevine.sim.scenario.Expectation;
import dev.grapevine.sim.world.Link;
import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import dev.grapevine.yaml.ValueTypes;
import dev.grapevine.yaml.YamlReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads scenario files. What is wrong with one is said all at once, with its place: file, line and column, or the option of
 * the command line.
 */
public final class ScenarioReader {

    static final String EXPECT = "expect";
    static final String PROTOCOL = "protocol";

    private final Problems problems = new Problems();
    private final RawValues written = new RawValues(keys(), problems);

    private ScenarioReader() {}

    /** Every key that a scenario may have, in the order in which they are explained. */
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
        Arrays.stream(ProtocolSetting.values()).forEach(knob -> keys.add(PROTOCOL + "." + knob.key()));
        return keys;
    }

    /**
     * Reads a scenario.
     *
     * @param file its name, for places
     * @param yaml what it says; empty for a scenario in which nothing happens
     * @param replacements count in place of what it says, the last of several for one key
     * @throws ScenarioException with everything that is wrong, if anything is
     */
    public static ScenarioFile read(String file, String yaml, List<Replacement> replacements) throws ScenarioException {
        ScenarioReader reader = new ScenarioReader();
        reader.written.file(new YamlReader(file, "docs/simulation.md", reader.problems).read(yaml));
        replacements.forEach(reader.written::replace);
        ScenarioFile scenario = reader.scenario(name(file));
        if (reader.problems.none()) {
            reader.prove(scenario);
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
        String about = written.find(ScenarioKey.ABOUT);
        Mechanisms mechanisms = written.get(ScenarioKey.MECHANISMS);
        return new ScenarioFile(
                name,
                about == null ? "" : about,
                cluster(),
                written.get(ScenarioKey.DURATION),
                written.get(ScenarioKey.SEEDS),
                mechanisms,
                settings(mechanisms),
                link(),
                new TimelineReader(written, problems).read(written.get(ScenarioKey.DURATION)),
                expectations());
    }

    private ClusterSpec cluster() {
        int members = Math.toIntExact(written.get(ScenarioKey.MEMBERS));
        List<String> seeds = written.get(ScenarioKey.BOOTSTRAP_SEEDS).stream()
                .flatMap(List::stream)
                .toList();
        seeds.stream()
                .filter(seed -> Integer.parseInt(seed.substring(1)) > members)
                .forEach(seed -> problems.add(
                        written.raw(ScenarioKey.BOOTSTRAP_SEEDS.name())
                                .map(RawValue::place)
                                .orElse("default"),
                        ScenarioKey.BOOTSTRAP_SEEDS.name(),
                        "there is no member " + seed + "; members are n1 to n" + members));
        List<String> zones = written.find(ScenarioKey.ZONES);
        ScenarioKey.Start start = written.get(ScenarioKey.START);
        return new ClusterSpec(
                members,
                zones == null ? List.of() : zones,
                start.spacing(),
                start.settled(),
                seeds,
                written.get(ScenarioKey.DISCOVER));
    }

    private Settings settings(Mechanisms mechanisms) {
        Settings preset = mechanisms.applyTo(Settings.of(written.get(ScenarioKey.PROFILE)));
        Settings settings = preset;
        for (ProtocolSetting knob : ProtocolSetting.values()) {
            String key = PROTOCOL + "." + knob.key();
            Optional<RawValue> raw = written.raw(key);
            Long value = raw.isEmpty() ? null : ValueTypes.of(knob).read(raw.get(), key, problems);
            settings = value == null ? settings : settings.with(knob, value);
        }
        List<Contradiction> meant = Contradiction.in(preset);
        for (Contradiction pair : Contradiction.in(settings)) {
            if (!meant.contains(pair)) {
                contradict(pair, settings);
            }
        }
        return settings;
    }

    /** At the place of the one that is written; the other may be a default. */
    private void contradict(Contradiction pair, Settings settings) {
        String key = PROTOCOL + "." + pair.one().key();
        Optional<RawValue> blamed = written.raw(key)
                .or(() -> written.raw(PROTOCOL + "." + pair.other().key()));
        problems.add(
                blamed.map(RawValue::place).orElse("default"),
                key,
                shown(pair.one(), settings) + " " + pair.rule() + " " + shown(pair.other(), settings));
    }

    private static String shown(ProtocolSetting knob, Settings settings) {
        return ValueTypes.of(knob).show(settings.get(knob));
    }

    private Link link() {
        return Link.of(written.get(ScenarioKey.DELAY))
                .withLoss(written.get(ScenarioKey.LOSS))
                .withDuplicate(written.get(ScenarioKey.DUPLICATE))
                .withReorder(written.get(ScenarioKey.REORDER))
                .withCorrupt(written.get(ScenarioKey.CORRUPT));
    }

    private List<Expectation> expectations() {
        List<Expectation> expectations = new ArrayList<>();
        for (Expectation.Quantity quantity : Expectation.Quantity.values()) {
            String key = EXPECT + "." + quantity.key();
            written.raw(key).ifPresent(raw -> {
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

    /** Draws one run, to find what cannot be planned, such as a member that there is not. */
    private void prove(ScenarioFile scenario) {
        try {
            scenario.scenario(scenario.seeds().first());
        } catch (ScenarioPlanner.Unplannable wrong) {
            problems.add(wrong.place(), "timeline", String.valueOf(wrong.getMessage()));
        }
    }
}
