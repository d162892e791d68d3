package dev.grapevine.sim;

import dev.grapevine.sim.world.World;

/**
 * Plays scenarios. The same seed and scenario give the same result, to the last byte, on every machine.
 *
 * <pre>{@code
 * Result result = Simulation.run(42, Scenario.builder().startAll(5).run("5s").then("crash n3").check("10s").build());
 * long known = result.metrics().spread("crash n3").quantile(1);
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
        return run(seed, scenario, PeerFactory.SOUND);
    }

    /** The same with peers of another making. */
    public static Result run(long seed, Scenario scenario, PeerFactory factory) {
        World world = new World(seed, scenario.options(), scenario.link(), new CodecWire(CLUSTER, scenario.encoded()));
        Trace trace = new Trace();
        Invariants invariants = new Invariants(seed, scenario);
        Checks checks = new Checks(invariants, trace);
        Stage stage = new Stage(world, scenario, factory, checks);
        invariants.watch(stage);
        world.observe(invariants);
        world.observe(trace);
        try {
            play(stage, trace, checks, invariants);
        } catch (InvariantViolation violation) {
            throw violation;
        } catch (RuntimeException thrown) {
            throw invariants.violation(InvariantViolation.Invariant.NO_EXCEPTION, thrown.toString(), thrown);
        }
        return new Result(
                seed,
                scenario,
                trace,
                Metrics.of(trace, world.hosts()),
                world.fingerprint(),
                world.now(),
                world.happened());
    }

    private static void play(Stage stage, Trace trace, Checks checks, Invariants invariants) {
        World world = stage.world();
        Scenario scenario = stage.scenario();
        long sweepAt = SWEEP_INTERVAL;
        for (Timed step : scenario.steps()) {
            sweepAt = advance(world, step.at(), sweepAt, invariants, false, checks);
            trace.add(new Trace.Performed(world.now(), step.operation()));
            step.operation().perform(stage);
        }
        advance(world, scenario.duration(), sweepAt, invariants, scenario.endsWithCheck(), checks);
        invariants.sweep();
    }

    /**
     * Lets time pass up to an instant, sweeping as it goes.
     *
     * @return when the next sweep is due
     */
    private static long advance(
            World world, long until, long sweepAt, Invariants invariants, boolean untilChecked, Checks checks) {
        long nextSweep = sweepAt;
        while (world.now() < until && !(untilChecked && checks.done())) {
            world.runUntil(Math.min(until, nextSweep));
            if (world.now() >= nextSweep) {
                invariants.sweep();
                nextSweep += SWEEP_INTERVAL;
            }
        }
        return nextSweep;
    }
}
