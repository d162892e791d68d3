package dev.grapevine.agent.services;

import dev.grapevine.agent.check.HealthChecks;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Withdraws instances that were registered through the API and have been critical for too long. */
final class Withdrawals implements AutoCloseable {

    private static final Logger LOG = System.getLogger("dev.grapevine.agent");

    private static final long PERIOD_MILLIS = 1_000;

    private final LocalServices services;
    private final HealthChecks checks;
    private final ScheduledFuture<?> task;

    private Withdrawals(ScheduledExecutorService timer, LocalServices services, HealthChecks checks) {
        this.services = services;
        this.checks = checks;
        this.task = timer.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** @param timer is not closed here */
    static Withdrawals start(ScheduledExecutorService timer, LocalServices services, HealthChecks checks) {
        return new Withdrawals(timer, services, checks);
    }

    private void look() {
        try {
            for (Registration registration : services.all()) {
                if (registration.withdrawnWhenCritical()) {
                    checks.overdue(registration.key()).ifPresent(reason -> withdraw(registration, reason));
                }
            }
        } catch (RuntimeException | Error e) { // the timer would not call again
            LOG.log(Level.WARNING, "Cannot look for instances to withdraw; looking again: " + e);
        }
    }

    private void withdraw(Registration registration, String reason) {
        String service = registration.instance().service();
        String id = registration.instance().id();
        try {
            if (services.deregister(service, id)) {
                LOG.log(Level.INFO, "WITHDREW " + service + "/" + id + ": its " + reason);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, service + "/" + id + " cannot be withdrawn and stays for now: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        task.cancel(false);
    }
}
