package dev.grapevine.cluster.check;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import dev.grapevine.model.Health;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A call of the program's own code, on a thread that it may block. Interrupted when it is abandoned. */
final class ProgramRun implements CheckRun {

    private final CheckTarget.Program target;
    private final CheckWorkers workers;
    private final CompletableFuture<CheckOutcome> outcome = new CompletableFuture<>();
    private final Runnable work = this::run;
    private @Nullable Thread thread;
    private boolean began;
    private boolean abandoned;

    ProgramRun(CheckTarget.Program target, CheckWorkers workers) {
        this.target = target;
        this.workers = workers;
    }

    void begin(Punctuality punctuality) {
        workers.run(punctuality, work);
    }

    private void run() {
        synchronized (this) {
            if (abandoned) {
                return;
            }
            began = true;
            thread = Thread.currentThread();
        }
        CheckOutcome found;
        try {
            found = ask();
        } catch (Throwable e) { // memory has run out again
            end();
            outcome.completeExceptionally(e);
            return;
        }
        end();
        outcome.complete(found);
    }

    private synchronized void end() {
        thread = null;
    }

    private CheckOutcome ask() {
        try {
            Health health = target.supplier().get();
            return health == null
                    ? CheckOutcome.critical("the check returned null; it has to return a health")
                    : new CheckOutcome(health, "the check returned " + health);
        } catch (Throwable e) { // whatever it is, it is the program's answer
            String message = e.getMessage();
            return CheckOutcome.critical(message == null || message.isBlank() ? e.toString() : message);
        }
    }

    @Override
    public CompletableFuture<CheckOutcome> outcome() {
        return outcome;
    }

    @Override
    public void abandon() {
        boolean never;
        synchronized (this) {
            abandoned = true;
            never = !began;
            if (thread != null) {
                thread.interrupt();
            }
        }
        if (never) {
            workers.cancel(work);
            outcome.cancel(false);
        }
    }

    @Override
    public synchronized String late(Duration timeout) {
        return began
                ? "the check did not answer within " + CheckTarget.seconds(timeout)
                : "the check could not begin within " + CheckTarget.seconds(timeout)
                        + ", because checks that do not answer hold all threads that this kind of check may use";
    }
}
