package dev.grapevine.cluster.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An engine in virtual time: a test moves it forward, and says how each run ends. Alarms behave as those of
 * {@link CheckLoop} do.
 */
final class VirtualChecks implements CheckScheduler, CheckTransport {

    /** A run, from its begin. */
    static final class Run implements CheckRun {
        final CheckTarget target;
        final Punctuality punctuality;
        final double beganAt;
        final CompletableFuture<CheckOutcome> outcome = new CompletableFuture<>();
        /** Memory runs out when somebody wants to be told of the end. */
        private final boolean untold;

        boolean abandoned;
        /** Whether it ends when it is abandoned. */
        boolean obedient = true;

        private Run(CheckTarget target, Punctuality punctuality, double beganAt, boolean untold) {
            this.untold = untold;
            this.target = target;
            this.punctuality = punctuality;
            this.beganAt = beganAt;
        }

        @Override
        public CompletableFuture<CheckOutcome> outcome() {
            if (untold && !abandoned) {
                throw new OutOfMemoryError("for tests");
            }
            return outcome;
        }

        @Override
        public void abandon() {
            abandoned = true;
            if (obedient) {
                outcome.cancel(false);
            }
        }

        @Override
        public String late(Duration timeout) {
            return "no answer within " + CheckTarget.seconds(timeout);
        }
    }

    private final AlarmHeap alarms = new AlarmHeap();
    private final Random random = new Random(7);
    private final List<Runnable> calls = new ArrayList<>();
    private final Map<CheckTarget, Supplier<@Nullable CheckOutcome>> answers = new LinkedHashMap<>();
    final List<Run> runs = new ArrayList<>();
    final CheckEngine engine = new CheckEngine(this, this, this::call, () -> {});
    int failures;
    boolean closed;
    /** Refuses calls, as a full executor does. */
    boolean full;

    /** Of the next runs, so many {@linkplain Run#untold cannot be told} of their end. */
    int untold;

    private long nanos;

    // ---- for tests

    /** From now on, runs of the target end at once like this; null for runs that do not end by themselves. */
    void answer(CheckTarget target, Supplier<@Nullable CheckOutcome> answer) {
        answers.put(target, answer);
    }

    /** Moves the time forward, and does all that is due on the way, each at its time. */
    void pass(Duration time) {
        long until = nanos + time.toNanos();
        settle();
        while (alarms.untilFirst(nanos, Long.MAX_VALUE) <= until - nanos) {
            nanos += Math.max(0, alarms.untilFirst(nanos, Long.MAX_VALUE));
            settle();
        }
        nanos = until;
    }

    /** This process stands still; afterwards everything that was due meanwhile is late. */
    void stall(Duration time) {
        nanos += time.toNanos();
        settle();
    }

    private void settle() {
        for (AlarmHeap.Entry due = alarms.takeDue(nanos); due != null; due = alarms.takeDue(nanos)) {
            try {
                due.action.run();
            } catch (Throwable e) {
                failures++;
                if (!due.isSet()) {
                    alarms.set(due, nanos + TimeUnit.SECONDS.toNanos(1));
                }
            }
            tell();
        }
        tell();
    }

    private void tell() {
        List<Runnable> told = List.copyOf(calls);
        calls.clear();
        told.forEach(Runnable::run);
    }

    double seconds() {
        return nanos / 1e9;
    }

    int alarmsSet() {
        return alarms.size();
    }

    /** The times at which runs of a target began. */
    List<Double> begins(CheckTarget target) {
        return runs.stream()
                .filter(run -> run.target.equals(target))
                .map(run -> run.beganAt)
                .toList();
    }

    private void call(Runnable task) {
        if (full) {
            throw new java.util.concurrent.RejectedExecutionException("full");
        }
        calls.add(task);
    }

    // ---- time

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.ofEpochSecond(1_900_000_000, nanos);
    }

    @Override
    public double random() {
        return random.nextDouble();
    }

    @Override
    public Alarm alarm(Runnable action) {
        AlarmHeap.Entry entry = alarms.open(action);
        return new Alarm() {
            @Override
            public void set(long dueNanos) {
                alarms.set(entry, dueNanos);
            }

            @Override
            public void close() {
                alarms.close(entry);
            }
        };
    }

    // ---- runs

    @Override
    public CheckRun begin(CheckTarget target, Punctuality punctuality) {
        Run run = new Run(target, punctuality, seconds(), untold-- > 0);
        runs.add(run);
        Supplier<@Nullable CheckOutcome> answer = answers.get(target);
        CheckOutcome outcome = answer == null ? null : answer.get();
        if (outcome != null) {
            run.outcome.complete(outcome);
        }
        return run;
    }

    @Override
    public void close() {
        closed = true;
    }
}
