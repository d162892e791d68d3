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

/** Turns a plan into a list of timed operations: selects members and draws times, all from one seed. */
final class ScenarioPlanner {

    /** Steps at their time. */
    private record Due(long at, ScheduledSteps scheduled) {}

    /** A plan that cannot be carried out. */
    static final class PlanException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String place;

        private PlanException(String place, String why, Throwable cause) {
            super(why, cause);
            this.place = place;
        }

        /** Where the file asks for it. */
        String place() {
            return place;
        }
    }

    private final ScenarioPlan plan;
    private final long duration;
    private final SplittableRandom random;
    private final PlannedMembers members;
    private final List<TimedOperation> operations = new ArrayList<>();
    /** Changes to the network that hold all the time, also after a heal. */
    private final List<Operation> rules = new ArrayList<>();

    private ScenarioPlanner(ScenarioPlan plan, long duration, long seed) {
        this.plan = plan;
        this.duration = duration;
        // another source than that of the world, so that what is drawn here does not change what the network draws
        this.random = new SplittableRandom(Hashes.mix(seed ^ 0x7363_656e_6172L));
        this.members = new PlannedMembers(random.split(), plan.cluster().zones());
    }

    /**
     * Draws the operations.
     *
     * @return in order of time
     * @throws PlanException if a step cannot be carried out
     */
    static List<TimedOperation> draw(ScenarioPlan plan, long duration, long seed) {
        ScenarioPlanner planner = new ScenarioPlanner(plan, duration, seed);
        planner.start();
        planner.timeline();
        return planner.operations;
    }

    private void start() {
        for (int i = 0; i < plan.cluster().members(); i++) {
            start(i * plan.cluster().spacing(), plan.cluster().settled());
        }
        plan.groups().forEach(group -> located(group.place(), () -> members.drawGroup(group.name(), group.members())));
        plan.rules()
                .forEach(rule ->
                        located(rule.place(), () -> rules.addAll(rule.step().operations(members))));
        rules.forEach(rule -> operations.add(new TimedOperation(0, rule)));
        operations.sort(Comparator.comparingLong(TimedOperation::at));
    }

    private void start(long at, boolean settled) {
        String name = members.add();
        ClusterSpec cluster = plan.cluster();
        operations.add(new TimedOperation(
                at,
                new ProcessOperation.Start(name, members.zone(name), cluster.seeds(), cluster.discover(), settled)));
    }

    private void timeline() {
        List<Due> due = new ArrayList<>();
        for (ScheduledSteps scheduled : plan.timeline()) {
            scheduled.times(random, duration).forEach(at -> due.add(new Due(at, scheduled)));
        }
        due.sort(Comparator.comparingLong(Due::at));
        List<TimedOperation> started = List.copyOf(operations);
        operations.clear();
        int next = 0;
        for (Due item : due) {
            for (; next < started.size() && started.get(next).at() <= item.at(); next++) {
                operations.add(started.get(next));
            }
            located(item.scheduled().place(), () -> perform(item));
        }
        operations.addAll(started.subList(next, started.size()));
    }

    private static void located(String place, Runnable planning) {
        try {
            planning.run();
        } catch (IllegalArgumentException wrong) {
            throw new PlanException(place, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private void perform(Due due) {
        members.advanceTo(due.at());
        if (due.at() > duration) {
            throw new IllegalArgumentException("at " + DurationFormat.format(due.at()) + " the run is over, it ends at "
                    + DurationFormat.format(duration) + "; set duration");
        }
        for (Step step : due.scheduled().steps()) {
            if (step.kind() == StepKind.START) {
                MemberSelector.Count count =
                        (MemberSelector.Count) step.selectors().get(0);
                for (int i = count.draw(random); i > 0; i--) {
                    start(due.at(), false);
                }
                continue;
            }
            for (Operation operation : step.operations(members)) {
                operations.add(new TimedOperation(due.at(), operation));
                follow(due.at(), operation);
            }
        }
    }

    /** Keeps account of what an operation means for the steps that follow. */
    private void follow(long at, Operation operation) {
        if (operation instanceof Operation.Heal) {
            rules.forEach(rule -> operations.add(new TimedOperation(at, rule)));
        } else if (operation instanceof Operation.Check check && at + check.within() > duration) {
            throw new IllegalArgumentException("a check from " + DurationFormat.format(at) + " for "
                    + DurationFormat.format(check.within()) + " goes on after the end of the run at "
                    + DurationFormat.format(duration) + "; set duration");
        } else if (operation instanceof MemberOperation ofMember) {
            follow(at, ofMember);
        }
    }

    private void follow(long at, MemberOperation operation) {
        String member = operation.member();
        if (operation instanceof ProcessOperation.Crash
                || operation instanceof HostOperation.HostLoss
                || operation instanceof ProcessOperation.Leave) {
            members.stopped(member);
        } else if (operation instanceof ProcessOperation.Restart) {
            members.restarted(member);
        } else if (operation instanceof ProcessOperation.Hang) {
            members.away(member, Long.MAX_VALUE);
        } else if (operation instanceof ProcessOperation.Resume) {
            members.away(member, at);
        } else if (operation instanceof ProcessOperation.Pause pause) {
            members.away(member, at + pause.duration());
        } else if (operation instanceof HostOperation.Suspend suspend) {
            members.away(member, at + suspend.duration());
        }
    }
}
