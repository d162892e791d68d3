package dev.grapevine.sim.scenario.file;

import dev.grapevine.core.view.Hashes;
import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.operation.HostOperation;
import dev.grapevine.sim.operation.MemberOperation;
import dev.grapevine.sim.operation.Operation;
import dev.grapevine.sim.operation.ProcessOperation;
import dev.grapevine.sim.operation.TimedOperation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Makes the list of timed operations of a scenario file: chooses members and draws times, all from one seed. */
final class ScenarioPlanner {

    /** A step at its time. */
    private record Due(long at, ScheduledSteps entry) {}

    /** What cannot be planned, and where that stands. */
    static final class Unplannable extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String place;

        private Unplannable(String place, String why, Throwable cause) {
            super(why, cause);
            this.place = place;
        }

        String place() {
            return place;
        }
    }

    private final ScenarioFile file;
    private final SplittableRandom random;
    private final PlannedMembers cast;
    private final List<TimedOperation> steps = new ArrayList<>();
    /** Rules of the network that hold all the time, also after a heal. */
    private final List<Operation> rules = new ArrayList<>();

    private ScenarioPlanner(ScenarioFile file, long seed) {
        this.file = file;
        // another source than the world's, so that what is drawn here leaves the luck of the network as it was
        this.random = new SplittableRandom(Hashes.mix(seed ^ 0x7363_656e_6172L));
        this.cast = new PlannedMembers(random.split(), file.cluster().zones());
    }

    /** In order of time; throws Unplannable. */
    static List<TimedOperation> of(ScenarioFile file, long seed) {
        ScenarioPlanner plan = new ScenarioPlanner(file, seed);
        plan.start();
        plan.timeline();
        return plan.steps;
    }

    private void start() {
        for (int i = 0; i < file.cluster().members(); i++) {
            start(i * file.cluster().spacing(), file.cluster().settled());
        }
        file.story().groups().forEach(group -> locate(group.place(), () -> cast.group(group.name(), group.who())));
        file.story()
                .rules()
                .forEach(rule ->
                        locate(rule.place(), () -> rules.addAll(rule.step().operations(cast))));
        rules.forEach(rule -> steps.add(new TimedOperation(0, rule)));
        steps.sort(Comparator.comparingLong(TimedOperation::at));
    }

    private void start(long at, boolean settled) {
        String name = cast.add();
        steps.add(new TimedOperation(
                at,
                new ProcessOperation.Start(
                        name,
                        cast.zone(name),
                        file.cluster().seeds(),
                        file.cluster().discover(),
                        settled)));
    }

    private void timeline() {
        List<Due> due = new ArrayList<>();
        for (ScheduledSteps entry : file.story().timeline()) {
            entry.times(random, file.duration()).forEach(at -> due.add(new Due(at, entry)));
        }
        due.sort(Comparator.comparingLong(Due::at));
        List<TimedOperation> started = List.copyOf(steps);
        steps.clear();
        int next = 0;
        for (Due item : due) {
            for (; next < started.size() && started.get(next).at() <= item.at(); next++) {
                steps.add(started.get(next));
            }
            locate(item.entry().place(), () -> perform(item));
        }
        steps.addAll(started.subList(next, started.size()));
    }

    private void locate(String place, Runnable planning) {
        try {
            planning.run();
        } catch (IllegalArgumentException wrong) {
            throw new Unplannable(place, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private void perform(Due due) {
        cast.at(due.at());
        if (due.at() > file.duration()) {
            throw new IllegalArgumentException("at " + DurationFormat.format(due.at()) + " the run is over, it ends at "
                    + DurationFormat.format(file.duration()) + "; set duration");
        }
        for (Step step : due.entry().steps()) {
            if (step.verb() == StepKind.START) {
                MemberSelector.Count count = (MemberSelector.Count) step.who().get(0);
                int number = count.low() + random.nextInt(count.high() - count.low() + 1);
                for (int i = 0; i < number; i++) {
                    start(due.at(), false);
                }
                continue;
            }
            for (Operation operation : step.operations(cast)) {
                steps.add(new TimedOperation(due.at(), operation));
                note(due.at(), operation);
            }
        }
    }

    /** What that means for whom later steps may choose. */
    private void note(long at, Operation operation) {
        if (operation instanceof Operation.Heal) {
            rules.forEach(rule -> steps.add(new TimedOperation(at, rule)));
        } else if (operation instanceof Operation.Check check && at + check.within() > file.duration()) {
            throw new IllegalArgumentException("a check from " + DurationFormat.format(at) + " for "
                    + DurationFormat.format(check.within()) + " goes on after the end of the run at "
                    + DurationFormat.format(file.duration()) + "; set duration");
        } else if (operation instanceof MemberOperation concerned) {
            note(at, concerned);
        }
    }

    private void note(long at, MemberOperation operation) {
        String member = operation.member();
        if (operation instanceof ProcessOperation.Crash
                || operation instanceof HostOperation.HostLoss
                || operation instanceof ProcessOperation.Leave) {
            cast.stopped(member, true);
        } else if (operation instanceof ProcessOperation.Restart) {
            cast.stopped(member, false);
        } else if (operation instanceof ProcessOperation.Hang) {
            cast.away(member, Long.MAX_VALUE);
        } else if (operation instanceof ProcessOperation.Resume) {
            cast.away(member, at);
        } else if (operation instanceof ProcessOperation.Pause pause) {
            cast.away(member, at + pause.duration());
        } else if (operation instanceof HostOperation.Suspend suspend) {
            cast.away(member, at + suspend.duration());
        }
    }
}
