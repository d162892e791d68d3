package dev.grapevine.cluster.check;

import dev.grapevine.model.Health;
import java.time.Duration;

/** A call of the program's own code. */
final class ProgramRun extends BlockingRun {

    private final CheckTarget.Program target;

    ProgramRun(CheckTarget.Program target, CheckWorkers workers) {
        super(workers);
        this.target = target;
    }

    @Override
    protected CheckOutcome ask() {
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
    protected String lateSinceBegin(Duration timeout) {
        return "the check did not answer within " + CheckTarget.seconds(timeout);
    }

    @Override
    protected String lateBeforeBegin(Duration timeout) {
        return "the check could not begin within " + CheckTarget.seconds(timeout)
                + ", because checks that do not answer hold all threads that this kind of check may use";
    }
}
