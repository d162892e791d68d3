package dev.grapevine.cluster.check;

import dev.grapevine.model.Health;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Code of the program, which says how healthy it is.
 *
 * @param supplier may block, and may return null or throw, although it should not
 */
public record ProgramTarget(Supplier<? extends @Nullable Health> supplier) implements CheckTarget {

    @Override
    public CheckRun begin(CheckThreads threads) {
        return threads.call(this::ask);
    }

    private CheckOutcome ask() {
        try {
            Health health = supplier.get();
            return health == null
                    ? CheckOutcome.critical("the check returned null; it has to return a health")
                    : new CheckOutcome(health, "the check returned " + health);
        } catch (Throwable e) { // whatever it is, it is the program's answer
            String message = e.getMessage();
            return CheckOutcome.critical(message == null || message.isBlank() ? e.toString() : message);
        }
    }

    @Override
    public String late(Duration timeout) {
        return "the check returned nothing within " + CheckTarget.seconds(timeout);
    }

    @Override
    public String toString() {
        return "code of this program";
    }
}
