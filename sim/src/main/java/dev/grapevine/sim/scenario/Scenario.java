package dev.grapevine.sim.scenario;

import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import dev.grapevine.sim.mechanism.Mechanisms;
import dev.grapevine.sim.operation.Attack;
import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.operation.Operation;
import dev.grapevine.sim.operation.OperationParser;
import dev.grapevine.sim.operation.ProcessOperation;
import dev.grapevine.sim.operation.TimedOperation;
import dev.grapevine.sim.world.Link;
import dev.grapevine.sim.world.WorldOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A cluster, what happens to it when, and what is expected of the run. Immutable.
 *
 * @param settings the protocol's numbers, the same for all members
 * @param mechanisms the preset that the settings follow; it decides how news is spread
 * @param options properties of hosts and network
 * @param link every link that no operation changes
 * @param encoded whether every packet is really written to bytes and read again
 * @param sealed whether all members have a key, and seal everything
 * @param bounded whether the faults are so mild that no running member may ever be declared dead
 * @param steps the operations in order of time; those at one time happen in this order
 * @param duration when it ends, in nanoseconds; if that is the end of the last check, it ends as soon as that passes
 * @param expectations bounds for the figures of the run
 */
public record Scenario(
        Settings settings,
        Mechanisms mechanisms,
        WorldOptions options,
        Link link,
        boolean encoded,
        boolean sealed,
        boolean bounded,
        List<TimedOperation> steps,
        long duration,
        List<Expectation> expectations) {

    public Scenario {
        steps = List.copyOf(steps);
        expectations = List.copyOf(expectations);
        for (int i = 1; i < steps.size(); i++) {
            if (steps.get(i).at() < steps.get(i - 1).at()) {
                throw new IllegalArgumentException("'" + steps.get(i) + "' comes too late in the list");
            }
        }
        Set<Long> settling = new HashSet<>();
        for (TimedOperation step : steps) {
            if (step.operation() instanceof ProcessOperation.Start start
                    && start.settled()
                    && settling.add(step.at())
                    && settling.size() > 1) {
                throw new IllegalArgumentException(
                        "'" + step + "' begins settled later than others: all of them start at the same time");
            }
        }
    }

    /** An empty scenario in the LAN profile, packets by reference. */
    public static Builder builder() {
        return new Builder();
    }

    /** The names of all members that are started, in order of name. */
    public Set<String> members() {
        Set<String> names = new TreeSet<>();
        for (TimedOperation step : steps) {
            if (step.operation() instanceof ProcessOperation.Start start) {
                names.add(start.member());
            }
        }
        return names;
    }

    /** Whether strangers replay what they overheard. */
    public boolean replays() {
        return steps.stream()
                .anyMatch(step -> step.operation() instanceof Attack attack && attack.kind() == Attack.Kind.REPLAYS);
    }

    /** The members that start settled, in order of their steps. */
    public List<ProcessOperation.Start> settled() {
        Map<String, ProcessOperation.Start> settled = new LinkedHashMap<>();
        for (TimedOperation step : steps) {
            if (step.operation() instanceof ProcessOperation.Start start && start.settled()) {
                settled.putIfAbsent(start.member(), start);
            }
        }
        return List.copyOf(settled.values());
    }

    /** Whether it ends with the last check, and so as soon as that passes. */
    public boolean endsWithCheck() {
        if (steps.isEmpty()) {
            return false;
        }
        TimedOperation last = steps.get(steps.size() - 1);
        return last.operation() instanceof Operation.Check check && last.at() + check.within() == duration;
    }

    /** The same with other expectations. */
    public Scenario withExpectations(List<Expectation> changed) {
        return new Scenario(settings, mechanisms, options, link, encoded, sealed, bounded, steps, duration, changed);
    }

    /** The same, sealed. */
    public Scenario sealing() {
        return new Scenario(settings, mechanisms, options, link, encoded, true, bounded, steps, duration, expectations);
    }

    /** The same with other steps. */
    public Scenario withSteps(List<TimedOperation> changed) {
        return new Scenario(
                settings, mechanisms, options, link, encoded, sealed, bounded, changed, duration, expectations);
    }

    /** The steps, one a line: {@link OperationParser#script} reads them back. */
    public String script() {
        return steps.stream().map(TimedOperation::toString).collect(Collectors.joining("\n"));
    }

    /** Builds a scenario. {@link #run} advances the time of the steps that follow. Not thread-safe. */
    public static final class Builder {
        private final List<TimedOperation> steps = new ArrayList<>();
        private Settings settings = Settings.of(Profile.LAN);
        private Mechanisms mechanisms = Mechanisms.ALL;
        private WorldOptions options = WorldOptions.DEFAULT;
        private Link link = Link.LAN;
        private boolean encoded;
        private boolean sealed;
        private boolean bounded;
        private long time;

        private Builder() {}

        public Builder settings(Settings changed) {
            settings = changed;
            return this;
        }

        /** Applies a preset to the settings given so far. */
        public Builder mechanisms(Mechanisms changed) {
            mechanisms = changed;
            settings = changed.applyTo(settings);
            return this;
        }

        public Builder options(WorldOptions changed) {
            options = changed;
            return this;
        }

        public Builder link(Link changed) {
            link = changed;
            return this;
        }

        public Builder encoded() {
            encoded = true;
            return this;
        }

        public Builder sealed() {
            sealed = true;
            return this;
        }

        public Builder bounded() {
            bounded = true;
            return this;
        }

        /** Adds an operation at the current time. */
        public Builder then(Operation operation) {
            steps.add(new TimedOperation(time, operation));
            return this;
        }

        /** Adds an operation by its text, as {@code crash n2}. */
        public Builder then(String operation) {
            return then(OperationParser.operation(operation));
        }

        /** Starts members {@code n1} to {@code n<count>} at once; the first of them is the seed of all. */
        public Builder startAll(int count) {
            for (int i = 1; i <= count; i++) {
                then(new ProcessOperation.Start("n" + i, "", List.of("n1"), false));
            }
            return this;
        }

        /** The same, but settled: from the beginning, each has all others in its view. */
        public Builder settleAll(int count) {
            for (int i = 1; i <= count; i++) {
                then(new ProcessOperation.Start("n" + i, "", List.of("n1"), false, true));
            }
            return this;
        }

        /** Lets time pass, as {@code 500ms}. */
        public Builder run(String duration) {
            time += DurationFormat.parse(duration);
            return this;
        }

        /** From now on, all running members must come to agree, and to be right, within that time. */
        public Builder check(String within) {
            then(new Operation.Check(DurationFormat.parse(within)));
            return run(within);
        }

        public Scenario build() {
            return new Scenario(settings, mechanisms, options, link, encoded, sealed, bounded, steps, time, List.of());
        }
    }
}
