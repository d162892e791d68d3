package dev.grapevine.sim;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.figures.Peers;
import dev.grapevine.sim.figures.Recorder;
import dev.grapevine.sim.world.Observer;
import dev.grapevine.sim.world.Process;
import dev.grapevine.sim.world.World;
import java.util.List;
import java.util.Optional;

/**
 * Plays scenarios. The same seed and scenario give the same result, to the last byte, on every machine.
 *
 * <pre>{@code
 * Result result = Simulation.run(42, Scenario.builder().startAll(5).run("5s").then("crash n3").check("10s").build());
 * Long known = result.figures().fault("n3").all();
 * }</pre>
 */
public final class Simulation {

    private static final String CLUSTER = "sim";
    private static final long SWEEP_INTERVAL = 500_000_000L;

    private Simulation() {}

    /**
     * Plays a scenario to its end.
     *
     * @throws InvariantViolation if a guarantee does not hold
     */
    public static Result run(long seed, Scenario scenario) {
        return run(seed, scenario, PeerFactory.SOUND, List.of());
    }

    /** The same with peers of another making. */
    public static Result run(long seed, Scenario scenario, PeerFactory factory) {
        return run(seed, scenario, factory, List.of());
    }

    /** The same, watched by others. */
    public static Result run(long seed, Scenario scenario, PeerFactory factory, List<? extends Observer> observers) {
        Outcome outcome = outcome(seed, scenario, factory, observers);
        outcome.violation().ifPresent(violation -> {
            throw violation;
        });
        return outcome.result();
    }

    /**
     * Plays a scenario to its end, or to the first guarantee that does not hold; at the end its expectations are compared with
     * the figures.
     */
    public static Outcome outcome(long seed, Scenario scenario) {
        return outcome(seed, scenario, List.of());
    }

    /** The same, watched by others. */
    public static Outcome outcome(long seed, Scenario scenario, List<? extends Observer> observers) {
        return outcome(seed, scenario, PeerFactory.SOUND, observers);
    }

    private static Outcome outcome(
            long seed, Scenario scenario, PeerFactory factory, List<? extends Observer> observers) {
        CodecWire wire = new CodecWire(CLUSTER, scenario.encoded());
        World world = new World(seed, scenario.options(), scenario.link(), wire);
        Invariants invariants = new Invariants(seed, scenario, world, wire.overhead());
        world.observe(invariants);
        Recorder recorder = new Recorder(
                world, new Inside(), scenario.duration(), scenario.settings().get(ProtocolSetting.WINDOW_MAX));
        observers.forEach(world::observe);
        PendingChecks checks = new PendingChecks(invariants, recorder);
        Stage stage = new Stage(world, scenario, factory, checks, invariants, recorder);
        invariants.watch(stage);
        Optional<InvariantViolation> violation = Optional.empty();
        try {
            play(stage, recorder, checks, invariants);
        } catch (InvariantViolation found) {
            violation = Optional.of(found);
        } catch (RuntimeException thrown) {
            violation = Optional.of(
                    invariants.violation(InvariantViolation.Invariant.NO_EXCEPTION, thrown.toString(), thrown));
        }
        Figures figures = recorder.figures().withInvariants(invariants.judged());
        Result result = new Result(seed, scenario, figures, world.fingerprint(), world.happened());
        return new Outcome(result, violation.or(() -> disappointment(invariants, scenario, figures)));
    }

    private static Optional<InvariantViolation> disappointment(
            Invariants invariants, Scenario scenario, Figures figures) {
        return scenario.expectations().stream()
                .filter(expectation -> !expectation.holds(figures))
                .findFirst()
                .map(expectation -> invariants.broken(expectation, figures));
    }

    /** The peers inside the processes. */
    private static final class Inside implements Peers {
        @Override
        public MemberRecord self(Process process) {
            return ((PeerProgram) process.program()).peer().self();
        }

        @Override
        public long viewHash(Process process) {
            return ((PeerProgram) process.program()).peer().viewHash();
        }
    }

    private static void play(Stage stage, Recorder recorder, PendingChecks checks, Invariants invariants) {
        World world = stage.world();
        Scenario scenario = stage.scenario();
        Round sweeps = new Round(SWEEP_INTERVAL, invariants::sweep);
        Round looks = new Round(recorder.interval(), recorder::look);
        for (Timed step : scenario.steps()) {
            advance(world, step.at(), sweeps, looks);
            recorder.performed(step.operation().toString());
            step.operation().perform(stage);
        }
        while (world.now() < scenario.duration() && !(scenario.endsWithCheck() && checks.done())) {
            advance(world, Math.min(scenario.duration(), Math.min(sweeps.due, looks.due)), sweeps, looks);
        }
        invariants.sweep();
    }

    /** Lets time pass up to an instant, doing on the way what is to be done again and again. */
    private static void advance(World world, long until, Round sweeps, Round looks) {
        while (world.now() < until) {
            world.runUntil(Math.min(until, Math.min(sweeps.due, looks.due)));
            sweeps.doIfDue(world.now());
            looks.doIfDue(world.now());
        }
    }

    /** Something that is done at equal intervals. */
    private static final class Round {
        private final long interval;
        private final Runnable action;
        private long due;

        Round(long interval, Runnable action) {
            this.interval = interval;
            this.action = action;
            this.due = interval;
        }

        void doIfDue(long now) {
            if (now >= due) {
                due += interval;
                action.run();
            }
        }
    }
}
