package dev.grapevine.cluster.check;

import dev.grapevine.model.Health;

/**
 * Keeps a single result from moving a service in or out of discovery: a number of consecutive failures make it
 * critical, and a number of consecutive successes make it passing again. A warning is not a failure. Not thread-safe.
 */
public final class HealthThresholds {

    private final int failures;
    private final int successes;
    private Health health;
    private int failed;
    private int succeeded;

    public HealthThresholds(int failures, int successes, Health initial) {
        this.failures = failures;
        this.successes = successes;
        this.health = initial;
    }

    public Health health() {
        return health;
    }

    /**
     * Whether the latest result was a failure that has not made it critical yet, or a success that has not made it
     * passing.
     */
    public boolean undecided() {
        return health == Health.CRITICAL ? succeeded > 0 : failed > 0;
    }

    /** Adds a result, and returns the health after it. */
    public Health add(Health result) {
        if (result == Health.CRITICAL) {
            succeeded = 0;
            failed = Math.min(failed + 1, failures);
            if (failed >= failures) {
                health = Health.CRITICAL;
            }
        } else {
            failed = 0;
            succeeded = Math.min(succeeded + 1, successes);
            if (health != Health.CRITICAL || succeeded >= successes) {
                health = result;
                succeeded = 0;
            }
        }
        return health;
    }
}
