package dev.grapevine.agent.check;

/** One way of finding out how a service fares. Thread-safe; never run twice at a time. */
interface HealthCheck {

    /** Looks; takes no longer than its timeout. What goes wrong is a result, not an exception. */
    CheckResult run() throws InterruptedException;
}
