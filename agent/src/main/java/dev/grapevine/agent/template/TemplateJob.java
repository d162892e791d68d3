package dev.grapevine.agent.template;

import dev.grapevine.agent.config.TemplateSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One template and its file: when it is rendered again, and when its command is tried again. Times are those of a
 * monotonic clock. Not thread-safe, except for {@link #close}.
 */
public final class TemplateJob implements AutoCloseable {

    private static final long FIRST_RETRY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LAST_RETRY_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long NEVER = Long.MAX_VALUE;

    private final TemplateSpec spec;
    private final Template template;
    private final TargetFile file;
    private final @Nullable FollowingCommand command;
    private final TemplateReports reports;
    private boolean rendered;
    private boolean changed;
    private long firstNanos;
    private long lastNanos;
    private boolean retries;
    private long retryNanos;
    private long pauseNanos = FIRST_RETRY_NANOS;
    private boolean commandOwed;

    public TemplateJob(TemplateSpec spec, Template template, TemplateReports reports) {
        this.spec = spec;
        this.template = template;
        this.file = new TargetFile(spec.file());
        this.command = spec.command().isEmpty() ? null : FollowingCommand.ofShell(spec.command(), spec.timeout());
        this.reports = reports;
    }

    /** The catalogue has changed. The first time, the file is due at once. */
    public void changed(long nowNanos) {
        if (!changed) {
            firstNanos = nowNanos;
        }
        changed = true;
        lastNanos = nowNanos;
    }

    /** Nanoseconds until there is something to do; {@link Long#MAX_VALUE} if there is nothing. */
    public long dueInNanos(long nowNanos) {
        long due = NEVER;
        if (changed) {
            due = rendered
                    ? Math.min(
                            lastNanos - nowNanos + spec.pause().quiet().toNanos(),
                            firstNanos - nowNanos + spec.pause().most().toNanos())
                    : 0;
        }
        return retries ? Math.min(due, retryNanos - nowNanos) : due;
    }

    /**
     * Does what is due. Returns whether all of it succeeded; otherwise it is due again after a pause, or after a change.
     *
     * @param clock is read when something has failed: a command may take long
     */
    public boolean run(FollowedCatalogue catalogue, LongSupplier clock) throws InterruptedException {
        changed = false;
        retries = false;
        try {
            if (file.replace(template.render(catalogue))) {
                commandOwed = command != null;
                reports.done("RENDERED " + spec.file());
            }
            rendered = true;
        } catch (TemplateException e) {
            rendered = true; // It fails again only after a change.
            reports.failed(e.getMessage() + "; " + spec.file() + " stays as it is");
            command(clock); // of an earlier change, perhaps
            return false;
        } catch (IOException e) {
            again(clock, spec.file() + " could not be replaced: " + e.getMessage() + "; it stays as it is");
            return false;
        } catch (RuntimeException | Error e) { // one template must not end the others
            again(clock, spec.file() + " could not be rendered: " + e);
            return false;
        }
        return command(clock);
    }

    /** Runs the command, if it is owed. */
    private boolean command(LongSupplier clock) throws InterruptedException {
        try {
            if (commandOwed && command != null) {
                command.run("");
            }
        } catch (CommandFailure e) {
            again(clock, "the command of " + spec.file() + " failed: " + e.getMessage());
            return false;
        }
        commandOwed = false;
        pauseNanos = FIRST_RETRY_NANOS;
        return true;
    }

    private void again(LongSupplier clock, String why) {
        retries = true;
        retryNanos = clock.getAsLong() + pauseNanos;
        reports.failed(
                why + "; it is tried again in " + Duration.ofNanos(pauseNanos).toSeconds() + " s");
        pauseNanos = Math.min(2 * pauseNanos, LAST_RETRY_NANOS);
    }

    /** Ends a command that runs. May be called by any thread. */
    @Override
    public void close() {
        if (command != null) {
            command.close();
        }
    }
}
