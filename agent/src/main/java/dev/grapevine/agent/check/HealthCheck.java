package dev.grapevine.agent.check;

/** One way of checking the health of an instance. Thread-safe; never runs twice at a time. */
interface HealthCheck {

    /** Runs the check, for no longer than its timeout. A failure is a result, not an exception. */
    CheckResult run() throws InterruptedException;
}
