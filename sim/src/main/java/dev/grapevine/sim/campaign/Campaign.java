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
 * Plays a scenario once for each seed, on several threads, each run on one. What comes out does not hang on how many threads
 * there are or which run ends first: results are added up in the order of the seeds.
 */
public final class Campaign {

    /** Hears how far it is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * A run is over; on the caller's thread.
         *
         * @param done how many are
         * @param failed how many of these broke a guarantee or an expectation
         */
        void over(int done, int failed);

        /**
         * The only run, where it is one, has come so far; on the thread that plays it.
         *
         * @param time of the run, in virtual nanoseconds
         */
        default void reached(long time) {}
    }

    /**
     * What all runs brought. Immutable.
     *
     * @param totals of all runs
     * @param figures of the run, where it was one
     * @param verdicts in the order of the seeds
     */
    public record Results(Totals totals, Optional<Figures> figures, List<RunSummary> verdicts) {
        public Results {
            verdicts = List.copyOf(verdicts);
        }

        /** The runs that broke a guarantee or an expectation. */
        public List<RunSummary> failed() {
            return verdicts.stream()
                    .filter(verdict -> verdict.violation().isPresent())
                    .toList();
        }
    }

    private static final long TELLING_INTERVAL = 500_000_000L;

    private final LongFunction<Scenario> scenarios;
    private final SeedRange seeds;
    private final int threads;

    /**
     * A campaign that has not begun.
     *
     * @param scenarios what is played with a seed; called on any thread
     * @param threads how many runs go on at a time, at least 1
     */
    public Campaign(LongFunction<Scenario> scenarios, SeedRange seeds, int threads) {
        this.scenarios = scenarios;
        this.seeds = seeds;
        this.threads = threads;
    }

    /** Plays all of it; an interrupt ends it after the runs that are under way. */
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
        List<RunSummary> verdicts = new ArrayList<>();
        Totals totals = null;
        Figures only = null;
        int failed = 0;
        long next = seeds.first();
        while (verdicts.size() < seeds.count()) {
            // not all at once: a finished run holds its figures until those before it are added up
            while (next <= seeds.last() && underWay.size() < 2 * threads) {
                long seed = next++;
                underWay.add(pool.submit(() -> Simulation.play(seed, scenarios.apply(seed), watchers(progress))));
            }
            SimulationResult result = await(underWay.remove());
            totals = add(totals, Totals.of(result.figures()));
            only = seeds.count() == 1 ? result.figures() : null;
            verdicts.add(verdict(result));
            failed += result.violation().isPresent() ? 1 : 0;
            progress.over(verdicts.size(), failed);
        }
        return new Results(add(totals, null), Optional.ofNullable(only), verdicts);
    }

    private List<Observer> watchers(Progress progress) {
        return seeds.count() > 1
                ? List.of()
                : List.of(new Observer() {
                    private long told;

                    @Override
                    public void stepped(Process process) {
                        if (process.host().worldNow() - told >= TELLING_INTERVAL) {
                            told = process.host().worldNow();
                            progress.reached(told);
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

    private static RunSummary verdict(SimulationResult result) {
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
        } catch (ExecutionException broken) {
            throw new IllegalStateException("a run broke off", broken.getCause());
        }
    }
}
