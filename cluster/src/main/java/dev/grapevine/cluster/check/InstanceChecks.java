package dev.grapevine.cluster.check;

import dev.grapevine.model.CheckResult;
import dev.grapevine.model.Health;
import dev.grapevine.model.StateLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one instance. The worst of them counts. What they say is news when the health changes, when another
 * check becomes the reason for it, and when it is known for the first time; not after each run.
 *
 * <p>The owner is told that there may be news, by a thread that may block. It then asks for the {@linkplain #news news},
 * publishes them, and says {@linkplain #published so}. If it fails to, it is told again. Thread-safe.
 */
public final class InstanceChecks implements AutoCloseable {

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CheckEngine engine;
    private final Runnable changed;
    private final CheckScheduler.Alarm retry;
    private final AtomicBoolean told = new AtomicBoolean();

    /** A check in progress, and what it is called. */
    private record Entry(NamedCheck named, RunningCheck check) {}

    private List<Entry> running = List.of();
    private InstanceVerdict published;
    private boolean closed;

    /**
     * @param published what the owner has published
     * @param changed tells the owner that there may be news
     */
    InstanceChecks(CheckEngine engine, InstanceVerdict published, Runnable changed) {
        this.engine = engine;
        this.published = published;
        this.changed = changed;
        this.retry = engine.scheduler().alarm(this::tell);
    }

    /**
     * Refuses a number of checks.
     *
     * @throws IllegalArgumentException if there are too many, with a message that says what to do
     */
    public static void requireFew(int count) {
        if (count > StateLimits.CHECKS) {
            throw new IllegalArgumentException("found " + count + " checks, expected at most " + StateLimits.CHECKS
                    + " for an instance; let one of them stand for several");
        }
    }

    /**
     * Replaces the checks. Those that equal one of before go on, with their verdict and rhythm; others begin or end.
     *
     * @param initial the verdict of new checks until their first result; null if they have none
     * @param heartbeat when the last heartbeat for new TTL checks came, before a restart; null for never
     */
    public void replace(List<NamedCheck> checks, @Nullable CheckOutcome initial, @Nullable Instant heartbeat) {
        List<RunningCheck> begun = new ArrayList<>();
        List<RunningCheck> ended;
        synchronized (this) {
            if (closed) {
                return;
            }
            List<RunningCheck> before = checksOf(running);
            List<Entry> after = new ArrayList<>();
            try {
                for (NamedCheck named : checks) {
                    CheckDefinition check = named.definition();
                    RunningCheck kept = take(check, before);
                    RunningCheck now = kept == null ? engine.check(check, initial, heartbeat, this::tell) : kept;
                    after.add(new Entry(named, now));
                    if (kept == null) {
                        begun.add(now);
                    }
                }
            } catch (Throwable e) { // nothing has changed
                begun.forEach(RunningCheck::stop);
                throw e;
            }
            ended = before;
            running = List.copyOf(after);
        }
        ended.forEach(RunningCheck::stop);
        begun.forEach(RunningCheck::start);
        tell();
    }

    private static List<RunningCheck> checksOf(List<Entry> entries) {
        return new ArrayList<>(entries.stream().map(Entry::check).toList());
    }

    private static @Nullable RunningCheck take(CheckDefinition check, List<RunningCheck> from) {
        for (RunningCheck each : from) {
            if (each.definition().equals(check)) {
                from.remove(each);
                return each;
            }
        }
        return null;
    }

    /**
     * Tells the TTL checks how the instance is. Does not tell the owner, which asked for it.
     *
     * @return false if there is none
     */
    public boolean report(CheckOutcome heartbeat) {
        boolean found = false;
        for (Entry entry : running()) {
            if (entry.check instanceof ExpiringCheck ttl) {
                ttl.report(heartbeat);
                found = true;
            }
        }
        return found;
    }

    private synchronized List<Entry> running() {
        return running;
    }

    /** How each check stands, in the order given. */
    public List<CheckState> states() {
        long now = engine.scheduler().nanoTime();
        return running().stream().map(entry -> state(entry, now)).toList();
    }

    private static CheckState state(Entry entry, long nowNanos) {
        RunningCheck check = entry.check;
        CheckOutcome verdict = check.verdict();
        String output = verdict == null ? InstanceVerdict.NOT_CHECKED : verdict.output();
        String missing = check.missing();
        return new CheckState(
                entry.named,
                verdict == null ? Health.CRITICAL : verdict.health(),
                missing == null ? output : output + "\n(the latest run has no result: " + missing + ")",
                check.at(),
                Duration.ofNanos(
                        Math.max(0, nowNanos - check.criticalSinceNanos().orElse(nowNanos))));
    }

    /** What the checks say together. */
    public InstanceVerdict verdict() {
        List<NamedCheck> names = new ArrayList<>();
        List<@Nullable CheckOutcome> outcomes = new ArrayList<>();
        for (Entry entry : running()) {
            names.add(entry.named);
            outcomes.add(entry.check.verdict());
        }
        return InstanceVerdict.of(names, outcomes);
    }

    /**
     * What the checks would say together after {@link #replace}.
     *
     * @param initial the verdict of new checks; null if they have none
     */
    public InstanceVerdict preview(List<NamedCheck> checks, @Nullable CheckOutcome initial) {
        List<RunningCheck> before = checksOf(running());
        List<@Nullable CheckOutcome> outcomes = new ArrayList<>();
        for (NamedCheck check : checks) {
            RunningCheck kept = take(check.definition(), before);
            outcomes.add(kept == null ? initial : kept.verdict());
        }
        return InstanceVerdict.of(checks, outcomes);
    }

    /** What the owner has to publish; null if there is nothing new. */
    public @Nullable InstanceVerdict news() {
        InstanceVerdict verdict = verdict();
        synchronized (this) {
            return closed || running.isEmpty() || !verdict.differs(published) ? null : verdict;
        }
    }

    /** The owner has published this. */
    public synchronized void published(InstanceVerdict verdict) {
        published = verdict;
    }

    /** The owner has published the instance anew, with this health; what was the reason for it still is. */
    public synchronized void published(Health health, String output, List<CheckResult> checks) {
        published =
                new InstanceVerdict(health, output, health == published.health() ? published.reason() : null, checks);
    }

    private void tell() {
        if (news() == null || !told.compareAndSet(false, true)) {
            return;
        }
        try {
            engine.callbacks().execute(this::call);
        } catch (Throwable e) { // the executor is full, or no thread can be made
            told.set(false);
            retry.set(engine.scheduler().nanoTime() + RETRY_NANOS);
        }
    }

    private void call() {
        told.set(false);
        try {
            changed.run();
        } catch (Throwable e) {
            retry.set(engine.scheduler().nanoTime() + RETRY_NANOS);
            engine.report("the health of an instance cannot be published; it is tried again in 1 s", e);
        }
    }

    /** Ends the checks. Nothing is news any more. */
    @Override
    public void close() {
        List<RunningCheck> ended;
        synchronized (this) {
            closed = true;
            ended = checksOf(running);
            running = List.of();
        }
        retry.close();
        ended.forEach(RunningCheck::stop);
        engine.closed(this);
    }
}
