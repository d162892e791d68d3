package dev.grapevine.sim;

import dev.grapevine.sim.invariant.Invariant;
import dev.grapevine.sim.invariant.InvariantViolation;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.operation.Operation;
import dev.grapevine.sim.operation.ProcessOperation;
import dev.grapevine.sim.operation.TimedOperation;
import dev.grapevine.sim.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failing scenario small: it removes members, then operations, in smaller and smaller portions, as long as the rest
 * breaks the same guarantee. The result can be pasted into a test.
 */
public final class Shrinker {

    private final Function<Scenario, @Nullable InvariantViolation> run;
    private final Invariant invariant;
    private int runsLeft;
    private InvariantViolation smallest;

    private Shrinker(Function<Scenario, @Nullable InvariantViolation> run, InvariantViolation violation, int mostRuns) {
        this.run = run;
        this.invariant = violation.invariant();
        this.smallest = violation;
        this.runsLeft = mostRuns;
    }

    /**
     * Shrinks.
     *
     * @param violation what to reproduce
     * @param factory the peers that it happened to
     * @param mostRuns how many runs it may take
     * @return the violation of the smallest scenario found; the one given, if nothing could be left out
     */
    public static InvariantViolation shrink(InvariantViolation violation, PeerFactory factory, int mostRuns) {
        return shrink(violation, scenario -> attempt(violation.seed(), scenario, factory), mostRuns);
    }

    static InvariantViolation shrink(
            InvariantViolation violation, Function<Scenario, @Nullable InvariantViolation> run, int mostRuns) {
        Shrinker shrinker = new Shrinker(run, violation, mostRuns);
        shrinker.shrink();
        return shrinker.smallest;
    }

    private static @Nullable InvariantViolation attempt(long seed, Scenario scenario, PeerFactory factory) {
        try {
            Simulation.run(seed, scenario, factory);
            return null;
        } catch (InvariantViolation violation) {
            return violation;
        }
    }

    private void shrink() {
        boolean smaller = true;
        while (smaller && runsLeft > 0) {
            boolean fewerMembers = withoutMembers();
            smaller = withoutSteps() || fewerMembers;
        }
    }

    private boolean withoutMembers() {
        boolean smaller = false;
        for (String member : smallest.scenario().members()) {
            smaller |= !onlySeed(member) && accepts(steps -> without(steps, member));
        }
        return smaller;
    }

    /** Whether other members would find no cluster without it. Hardly any expectation is met then, whatever the cause was. */
    private boolean onlySeed(String member) {
        return invariant == Invariant.EXPECTATION
                && smallest.scenario().steps().stream()
                        .anyMatch(step -> step.operation() instanceof ProcessOperation.Start start
                                && !start.member().equals(member)
                                && start.seeds().equals(List.of(member)));
    }

    static List<TimedOperation> without(List<TimedOperation> steps, String member) {
        List<TimedOperation> left = new ArrayList<>();
        for (TimedOperation step : steps) {
            Operation operation = step.operation().without(member);
            if (operation != null) {
                left.add(new TimedOperation(step.at(), operation));
            }
        }
        return left;
    }

    private boolean withoutSteps() {
        boolean smaller = false;
        for (int portion = smallest.scenario().steps().size() / 2; portion >= 1; portion /= 2) {
            int from = 0;
            while (from < smallest.scenario().steps().size()) {
                int begin = from;
                int end = Math.min(from + portion, smallest.scenario().steps().size());
                if (accepts(steps -> withoutRange(steps, begin, end))) {
                    smaller = true;
                } else {
                    from = end;
                }
            }
        }
        return smaller;
    }

    /** Starts and checks stay: without them there is nothing to observe. */
    private static List<TimedOperation> withoutRange(List<TimedOperation> steps, int from, int to) {
        List<TimedOperation> left = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Operation operation = steps.get(i).operation();
            if (i < from
                    || i >= to
                    || operation instanceof ProcessOperation.Start
                    || operation instanceof Operation.Check) {
                left.add(steps.get(i));
            }
        }
        return left;
    }

    private boolean accepts(UnaryOperator<List<TimedOperation>> change) {
        Scenario before = smallest.scenario();
        List<TimedOperation> steps = change.apply(before.steps());
        if (runsLeft <= 0 || steps.size() == before.steps().size()) {
            return false;
        }
        runsLeft--;
        InvariantViolation violation = run.apply(before.withSteps(steps));
        if (violation == null || violation.invariant() != invariant) {
            return false;
        }
        smallest = violation;
        return true;
    }
}
