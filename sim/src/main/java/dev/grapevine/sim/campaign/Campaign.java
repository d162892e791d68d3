package dev.grapevine.sim.campaign;

import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.SimulationResult;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.scenario.SeedRange;
import dev.grapevine.sim.world.Observer;
import dev.grapevine.sim.world.Process;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Plays a scenario once for each seed, on several threads, each run on one of them. The results do not depend on the number of
 * threads or on which run ends first, because they are added up in the order of the seeds.
 */
public final class Campaign {

    /** Is told how far a campaign has come. */
    @FunctionalInterface
    public interface Progress {
        /**
         * A run has ended. Called on the thread of the campaign's caller.
         *
         * @param done how many runs have ended
         * @param failed how many of these broke a guarantee or an expectation
         */
        void ended(int done, int failed);

        /**
         * The run has come this far, if there is only one. Called on the thread that plays it.
         *
         * @param time virtual nanoseconds
         */
        default void reached(long time) {}
    }

    /**
     * The results of all runs. Immutable.
     *
     * @param totals those of all runs
     * @param figures those of the run, if there was only one
     * @param runs in the order of the seeds
     */
    public record Results(Totals totals, Optional<Figures> figures, List<RunSummary> runs) {
        public Results {
            runs = List.copyOf(runs);
        }

        /** The runs that broke a guarantee or an expectation. */
        public List<RunSummary> failed() {
            return runs.stream().filter(run -> run.violation().isPresent()).toList();
        }
    }

    private static final long PROGRESS_INTERVAL_NANOS = 500_000_000L;

    private final LongFunction<Scenario> scenarios;
    private final SeedRange seeds;
    private final int threads;

    /**
     * A campaign, to be started with {@link #run}.
     *
     * @param scenarios the scenario for a seed; called on any thread
     * @param threads how many runs are played at a time, at least 1
     */
    public Campaign(LongFunction<Scenario> scenarios, SeedRange seeds, int threads) {
        this.scenarios = scenarios;
        this.seeds = seeds;
        this.threads = threads;
    }

    /** Plays all runs. An interrupt ends the campaign after the runs that are under way. */
    public Results run(Progress progress) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, seeds.count()));
        try {
            return collect(pool, progress);
        } finally {
            pool.shutdownNow();
        }
    }

    private Results collect(ExecutorService pool, Progress progress) throws InterruptedException {
        Deque<Future<SimulationResult>> underWay = new ArrayDeque<>();
        List<RunSummary> runs = new ArrayList<>();
        Totals totals = null;
        Figures only = null;
        int failed = 0;
        long next = seeds.first();
        while (runs.size() < seeds.count()) {
            // not all at once, because a finished run keeps its figures until those before it are added up
            while (next <= seeds.last() && underWay.size() < 2 * threads) {
                long seed = next++;
                underWay.add(pool.submit(() -> Simulation.play(seed, scenarios.apply(seed), observers(progress))));
            }
            SimulationResult result = await(underWay.remove());
            totals = add(totals, Totals.of(result.figures()));
            only = seeds.count() == 1 ? result.figures() : null;
            runs.add(summary(result));
            failed += result.violation().isPresent() ? 1 : 0;
            progress.ended(runs.size(), failed);
        }
        return new Results(add(totals, null), Optional.ofNullable(only), runs);
    }

    private List<Observer> observers(Progress progress) {
        return seeds.count() > 1
                ? List.of()
                : List.of(new Observer() {
                    private long reported;

                    @Override
                    public void stepped(Process process) {
                        if (process.host().worldNow() - reported >= PROGRESS_INTERVAL_NANOS) {
                            reported = process.host().worldNow();
                            progress.reached(reported);
                        }
                    }
                });
    }

    private static Totals add(@Nullable Totals one, @Nullable Totals other) {
        if (one != null && other != null) {
            return one.plus(other);
        }
        Totals either = one == null ? other : one;
        if (either == null) {
            throw new IllegalStateException("there was no run");
        }
        return either;
    }

    private static RunSummary summary(SimulationResult result) {
        return new RunSummary(
                result.seed(),
                result.violation(),
                result.figures().accuracy().healthy().declared(),
                result.figures().accuracy().slow().declared(),
                result.scenario().expectations().stream()
                        .map(expectation -> expectation.quantity().of(result.figures()))
                        .toList(),
                result.fingerprint());
    }

    private static SimulationResult await(Future<SimulationResult> run) throws InterruptedException {
        try {
            return run.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a run failed", failed.getCause());
        }
    }
}
