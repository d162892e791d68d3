package dev.grapevine.agent.check;

import dev.grapevine.model.Health;

/**
 * Keeps one odd result from moving a service in and out of discovery: so many failures in a row make it critical, so many
 * successes bring it back. A warning is no failure. Not thread-safe.
 */
final class HealthThresholds {

    private final int failures;
    private final int successes;
    private Health health;
    private int failed;
    private int succeeded;

    HealthThresholds(int failures, int successes, Health initial) {
        this.failures = failures;
        this.successes = successes;
        this.health = initial;
    }

    Health health() {
        return health;
    }

    /** Whether the last result was a failure that has not led to critical yet, or a success not yet to passing. */
    boolean undecided() {
        return health == Health.CRITICAL ? succeeded > 0 : failed > 0;
    }

    /** Takes a result in and says what holds now. */
    Health add(Health result) {
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
