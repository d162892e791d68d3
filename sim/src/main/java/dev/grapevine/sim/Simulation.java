package dev.grapevine.sim;

import dev.grapevine.core.wire.Seal;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.invariant.Invariant;
import dev.grapevine.sim.invariant.InvariantViolation;
import dev.grapevine.sim.invariant.Invariants;
import dev.grapevine.sim.measure.Recorder;
import dev.grapevine.sim.member.CodecWire;
import dev.grapevine.sim.member.Members;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.member.Sealings;
import dev.grapevine.sim.member.SimulatedMember;
import dev.grapevine.sim.operation.TimedOperation;
import dev.grapevine.sim.scenario.Expectation;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Observer;
import dev.grapevine.sim.world.World;
import java.util.List;
import java.util.Optional;

/**
 * Plays one scenario. The same seed and scenario give the same result, to the last byte, on every machine.
 *
 * <pre>{@code
 * Scenario scenario = Scenario.builder().startAll(5).run("5s").then("crash n3").check("10s").build();
 * Long known = Simulation.run(42, scenario).figures().fault("n3").all();
 * }</pre>
 */
public final class Simulation {

    private static final long SWEEP_INTERVAL_NANOS = 500_000_000L;

    private final long seed;
    private final Scenario scenario;
    private final World world;
    private final Invariants invariants;
    private final Recorder recorder;
    private final PendingChecks checks;
    private final SimulatedCluster cluster;
    private final Periodic sweeps;
    private final Periodic samples;

    private Simulation(long seed, Scenario scenario, PeerFactory factory, List<? extends Observer> observers) {
        this.seed = seed;
        this.scenario = scenario;
        CodecWire wire = new CodecWire(SimulatedMember.CLUSTER, scenario.encoded());
        this.world = new World(seed, scenario.options(), scenario.link(), wire);
        Sealings sealings = scenario.sealed() ? new Sealings(world, scenario.settings()) : null;
        Members members = new Members(world, sealings);
        int overhead = sealings == null ? wire.overhead() : Seal.MAX_OVERHEAD;
        this.invariants = new Invariants(seed, scenario, world, members, overhead);
        this.recorder =
                new Recorder(world, scenario.duration(), scenario.settings().get(ProtocolSetting.WINDOW_MAX));
        this.checks = new PendingChecks(world, members, invariants, recorder);
        MemberStarter starter = new MemberStarter(scenario, factory, members, invariants, recorder);
        this.cluster = new SimulatedCluster(world, members, starter, checks, recorder);
        this.sweeps = new Periodic(SWEEP_INTERVAL_NANOS, invariants::sweep);
        this.samples = new Periodic(recorder.interval(), recorder::sample);
        world.observe(invariants);
        world.observe(recorder);
        observers.forEach(world::observe);
    }

    /**
     * Plays a scenario to its end.
     *
     * @throws InvariantViolation if a guarantee does not hold or an expectation is not met
     */
    public static SimulationResult run(long seed, Scenario scenario) {
        return run(seed, scenario, PeerFactory.STANDARD);
    }

    /** The same with peers of another making. */
    public static SimulationResult run(long seed, Scenario scenario, PeerFactory factory) {
        return run(seed, scenario, factory, List.of());
    }

    /** The same under further observers. */
    public static SimulationResult run(
            long seed, Scenario scenario, PeerFactory factory, List<? extends Observer> observers) {
        SimulationResult result = new Simulation(seed, scenario, factory, observers).play();
        result.violation().ifPresent(violation -> {
            throw violation;
        });
        return result;
    }

    /** Plays a scenario to its end, or to the first guarantee that does not hold, which is part of the result. */
    public static SimulationResult play(long seed, Scenario scenario) {
        return play(seed, scenario, List.of());
    }

    /** The same under further observers. */
    public static SimulationResult play(long seed, Scenario scenario, List<? extends Observer> observers) {
        return new Simulation(seed, scenario, PeerFactory.STANDARD, observers).play();
    }

    private SimulationResult play() {
        Optional<InvariantViolation> violation = Optional.empty();
        if (scenario.replays()) {
            cluster.eavesdrop();
        }
        try {
            performSteps();
            awaitEnd();
            invariants.sweep();
        } catch (InvariantViolation found) {
            violation = Optional.of(found);
        } catch (RuntimeException thrown) {
            violation = Optional.of(invariants.violation(Invariant.NO_EXCEPTION, thrown.toString(), thrown));
        }
        Figures figures = recorder.figures().withInvariants(invariants.checkCounts());
        return new SimulationResult(
                seed,
                scenario,
                figures,
                world.fingerprint(),
                world.occurrences(),
                violation.or(() -> unmetExpectation(figures)));
    }

    private void performSteps() {
        for (TimedOperation step : scenario.steps()) {
            advance(step.at());
            recorder.performed(step.operation().toString());
            step.operation().perform(cluster);
        }
    }

    private void awaitEnd() {
        while (world.now() < scenario.duration() && !(scenario.endsWithCheck() && checks.done())) {
            advance(Math.min(scenario.duration(), Math.min(sweeps.due, samples.due)));
        }
    }

    /** Lets time pass up to an instant, with the periodic actions that fall due on the way. */
    private void advance(long until) {
        while (world.now() < until) {
            world.runUntil(Math.min(until, Math.min(sweeps.due, samples.due)));
            sweeps.runIfDue(world.now());
            samples.runIfDue(world.now());
        }
    }

    private Optional<InvariantViolation> unmetExpectation(Figures figures) {
        return scenario.expectations().stream()
                .filter(expectation -> !expectation.holds(figures))
                .findFirst()
                .map(expectation -> violation(expectation, figures));
    }

    /** The violation carries this expectation alone, so that shrinking keeps to the same one. */
    private InvariantViolation violation(Expectation expectation, Figures figures) {
        return new InvariantViolation(
                Invariant.EXPECTATION,
                expectation.complaint(figures),
                seed,
                figures.duration(),
                scenario.withExpectations(List.of(expectation)),
                null);
    }

    /** An action that is repeated at equal intervals of virtual time. */
    private static final class Periodic {
        private final long interval;
        private final Runnable action;
        private long due;

        Periodic(long interval, Runnable action) {
            this.interval = interval;
            this.action = action;
            this.due = interval;
        }

        void runIfDue(long now) {
            if (now >= due) {
                due += interval;
                action.run();
            }
        }
    }
}
