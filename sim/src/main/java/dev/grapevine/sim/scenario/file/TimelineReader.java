package dev.grapevine.sim.scenario.file;

import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.operation.OperationParser;
import dev.grapevine.sim.operation.TimedOperation;
import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what happens to a cluster: groups, rules of the network, the timeline, or a script. */
final class TimelineReader {

    static final String GROUPS = "groups";
    static final String RULES = "network.rules";
    static final String TIMELINE = "timeline";
    static final String KILL = "kill";
    static final String SCRIPT = "script";

    /** Keys of an entry of the timeline. */
    static final List<String> ENTRY_KEYS = List.of("at", "every", "from", "until", "do");

    /** How often an entry of the timeline may happen: each time is kept in memory. */
    static final int MAX_TIMES = 100_000;

    private final RawValues values;
    private final Problems problems;

    TimelineReader(RawValues values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    /** @param duration that of the run, in nanoseconds */
    ScenarioPlan read(ClusterSpec cluster, long duration) {
        List<ScheduledSteps> timeline = timeline(duration);
        values.raw(KILL).flatMap(raw -> kill(raw, duration)).ifPresent(timeline::add);
        return new ScenarioPlan(cluster, groups(), rules(), timeline, script());
    }

    // ---- groups and rules

    private List<ScenarioPlan.Group> groups() {
        List<ScenarioPlan.Group> groups = new ArrayList<>();
        Optional<RawValue> raw = values.raw(GROUPS);
        if (raw.isPresent() && raw.get() instanceof RawValue.Mapping mapping) {
            mapping.entries().forEach((name, entry) -> {
                String key = GROUPS + "." + name;
                if (!MemberSelector.WORD.matcher(name).matches() || MemberSelector.reserved(name)) {
                    problems.add(
                            entry.keyPlace(),
                            key,
                            "a group has a name of letters, digits, - and _, other than all, next, stopped, hung and those of"
                                    + " members");
                } else {
                    parsed(entry.value(), key, MemberSelector.ALLOWED, MemberSelector::parse)
                            .ifPresent(members -> groups.add(new ScenarioPlan.Group(entry.keyPlace(), name, members)));
                }
            });
        } else {
            raw.ifPresent(wrong -> problems.refuse(wrong, GROUPS, "a mapping of names to members"));
        }
        return groups;
    }

    private List<ScenarioPlan.Rule> rules() {
        List<ScenarioPlan.Rule> rules = new ArrayList<>();
        for (RawValue item : items(RULES)) {
            parsed(item, RULES, "steps", Step::parse).ifPresent(step -> {
                if (step.kind().changesLinks()) {
                    rules.add(new ScenarioPlan.Rule(item.place(), step));
                } else {
                    problems.add(
                            item.place(),
                            RULES,
                            "'" + step.kind().word() + "' is no rule of the network; put it into the timeline");
                }
            });
        }
        return rules;
    }

    // ---- timeline

    private List<ScheduledSteps> timeline(long duration) {
        List<ScheduledSteps> entries = new ArrayList<>();
        for (RawValue item : items(TIMELINE)) {
            if (item instanceof RawValue.Mapping mapping) {
                entry(mapping, duration).ifPresent(entries::add);
            } else {
                problems.refuse(item, TIMELINE, "a mapping of " + String.join(", ", ENTRY_KEYS));
            }
        }
        return entries;
    }

    private Optional<ScheduledSteps> entry(RawValue.Mapping mapping, long duration) {
        int before = problems.lines().size();
        List<String> known =
                ENTRY_KEYS.stream().map(key -> TIMELINE + "." + key).toList();
        mapping.entries().forEach((name, entry) -> {
            if (!ENTRY_KEYS.contains(name)) {
                problems.unknown(entry.keyPlace(), TIMELINE + "." + name, known);
            }
        });
        Optional<DurationRange> at = range(mapping, "at");
        Optional<DurationRange> every = range(mapping, "every");
        Optional<DurationRange> from = range(mapping, "from");
        Optional<DurationRange> until = range(mapping, "until");
        List<Step> steps = new ArrayList<>();
        for (RawValue step : value(mapping, "do").map(TimelineReader::listed).orElse(List.of())) {
            parsed(step, TIMELINE + ".do", "steps", Step::parse).ifPresent(steps::add);
        }
        if (problems.lines().size() > before) {
            return Optional.empty();
        }
        if (at.isPresent() == every.isPresent()) {
            problems.add(mapping.place(), TIMELINE, "an entry has either at or every, to say when");
        } else if (at.isPresent() && (from.isPresent() || until.isPresent())) {
            problems.add(mapping.place(), TIMELINE, "from and until go with every, not with at");
        } else if (every.isPresent() && every.get().low() <= 0) {
            problems.add(mapping.place(), TIMELINE + ".every", "it must be above 0");
        } else if (every.isPresent() && duration / every.get().low() > MAX_TIMES) {
            problems.add(
                    mapping.place(),
                    TIMELINE + ".every",
                    DurationFormat.format(every.get().low()) + " is too short: in the "
                            + DurationFormat.format(duration) + " of the run, that may be more than " + MAX_TIMES
                            + " times");
        } else if (steps.isEmpty()) {
            problems.add(mapping.place(), TIMELINE, "an entry has do, to say what");
        } else {
            DurationRange pause = every.orElse(DurationRange.of(0));
            return Optional.of(new ScheduledSteps(
                    mapping.place(),
                    at.or(() -> from).orElse(pause),
                    pause,
                    until.map(DurationRange::low).orElse(Long.MAX_VALUE),
                    steps));
        }
        return Optional.empty();
    }

    /** Short for an entry of the timeline: a crash at half of the duration. */
    private Optional<ScheduledSteps> kill(RawValue raw, long duration) {
        DurationRange half = DurationRange.of(duration / 2);
        return parsed(raw, KILL, MemberSelector.ALLOWED, MemberSelector::parse)
                .map(members -> new ScheduledSteps(
                        raw.place(),
                        half,
                        DurationRange.of(0),
                        Long.MAX_VALUE,
                        List.of(new Step(StepKind.CRASH, List.of(members), List.of()))));
    }

    private Optional<DurationRange> range(RawValue.Mapping mapping, String name) {
        String allowed = name.equals("until") ? "a time as 90s" : "a time as 30s, or a range as 1s..4s";
        return value(mapping, name)
                .flatMap(raw -> parsed(raw, TIMELINE + "." + name, allowed, text -> {
                    DurationRange range = DurationRange.parse(text);
                    if (range.low() < 0 || (name.equals("until") && range.low() != range.high())) {
                        throw new IllegalArgumentException("expected " + allowed);
                    }
                    return range;
                }));
    }

    private static Optional<RawValue> value(RawValue.Mapping mapping, String name) {
        return Optional.ofNullable(mapping.entries().get(name)).map(RawValue.Entry::value);
    }

    // ---- script

    private List<TimedOperation> script() {
        Optional<RawValue> raw = values.raw(SCRIPT);
        if (raw.isEmpty()) {
            return List.of();
        }
        for (String other : List.of(GROUPS, TIMELINE, RULES, KILL, ScenarioKey.MEMBERS.name())) {
            if (values.raw(other).isPresent()) {
                problems.add(
                        values.raw(other).get().place(),
                        other,
                        "a script says all that happens; leave out either it or " + other);
            }
        }
        return parsed(
                        raw.get(),
                        SCRIPT,
                        "lines as 1.5s crash n2",
                        text -> OperationParser.script(text).stream()
                                .sorted(Comparator.comparingLong(TimedOperation::at))
                                .toList())
                .orElse(List.of());
    }

    // ---- common

    private List<RawValue> items(String key) {
        return values.raw(key).map(TimelineReader::listed).orElse(List.of());
    }

    private static List<RawValue> listed(RawValue raw) {
        return raw instanceof RawValue.Sequence sequence ? sequence.items() : List.of(raw);
    }

    /** Parses a text; if it is wrong, the reason is a problem. */
    private <T> Optional<T> parsed(RawValue raw, String key, String allowed, Function<String, T> parse) {
        if (raw instanceof RawValue.Text text && !text.blank()) {
            try {
                return Optional.of(parse.apply(text.text()));
            } catch (IllegalArgumentException wrong) {
                problems.add(raw.place(), key, "found " + raw.found() + ", " + wrong.getMessage());
                return Optional.empty();
            }
        }
        problems.refuse(raw, key, allowed);
        return Optional.empty();
    }
}
