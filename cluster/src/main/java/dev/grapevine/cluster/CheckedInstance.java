package dev.grapevine.cluster;

import dev.grapevine.cluster.check.CheckOutcome;
import dev.grapevine.cluster.check.CheckRunner;
import dev.grapevine.cluster.check.CheckRunner.HeartbeatCheck;
import dev.grapevine.cluster.check.CheckRunner.RunningCheck;
import dev.grapevine.model.Health;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.StateRules;
import java.util.List;
import java.util.Objects;

/**
 * One instance and its checks. The worst of them counts. What they say is published when the health changes, when
 * another check becomes the reason for it, and when it is known for the first time; not after each run.
 *
 * <p>The loop's thread alone writes the instance; the checks and the program only ask it to.
 */
final class CheckedInstance implements ServiceRegistration {

    private static final String NOT_CHECKED = "not checked yet";

    /** Of the output, so much is sent to all members with a change of health, in bytes of UTF-8. */
    private static final int PUBLISHED_OUTPUT = 200;

    /**
     * What the checks say together.
     *
     * @param check the number of the deciding check; -1 while that check has no result
     */
    private record Verdict(Health health, int check) {}

    private final List<Check> checks;
    private final List<RunningCheck> running;
    private final CheckedInstances owner;
    private final LoopAccess access;
    private Verdict published = new Verdict(Health.CRITICAL, -1);
    private volatile ServiceInstance instance;
    private volatile boolean ended;

    /** To be {@linkplain #start started} once it is published. */
    CheckedInstance(
            ServiceInstance given, List<Check> checks, CheckRunner runner, CheckedInstances owner, LoopAccess access) {
        this.checks = checks;
        this.owner = owner;
        this.access = access;
        this.running = checks.stream().map(check -> run(check, runner)).toList();
        this.instance = with(given, Health.CRITICAL, NOT_CHECKED, System.currentTimeMillis());
    }

    private RunningCheck run(Check check, CheckRunner runner) {
        Runnable changed = () -> access.post(this::publish);
        return check instanceof PolledCheck polled
                ? runner.poll(polled.target(), polled.policy(), changed)
                : runner.expect(((TtlCheck) check).ttl(), changed);
    }

    private static ServiceInstance with(ServiceInstance given, Health health, String output, long sinceMillis) {
        return new ServiceInstance(
                given.service(),
                given.id(),
                given.address(),
                given.port(),
                given.tags(),
                given.metadata(),
                given.weight(),
                health,
                output,
                given.state(),
                sinceMillis);
    }

    /** Starts the checks. May be called by any thread, and more than once. */
    void start() {
        running.forEach(RunningCheck::start);
    }

    List<Check> checks() {
        return checks;
    }

    @Override
    public ServiceInstance instance() {
        return instance;
    }

    // ---- in the loop

    /** Publishes the instance with other parts, and the health that it has. */
    void replace(ServiceInstance given) {
        ServiceInstance before = instance;
        long since = given.state() == before.state() ? before.sinceMillis() : System.currentTimeMillis();
        ServiceInstance after = with(given, before.health(), before.output(), since);
        owner.publish(after);
        instance = after;
    }

    private void publish() {
        Verdict verdict = verdict();
        if (ended || verdict.equals(published)) {
            return;
        }
        ServiceInstance before = instance;
        long since = verdict.health == before.health() ? before.sinceMillis() : System.currentTimeMillis();
        ServiceInstance after = with(before, verdict.health, output(verdict), since);
        try {
            owner.publish(after);
        } catch (LimitExceededException noRoomForOutput) {
            after = with(before, verdict.health, "", since);
            owner.publish(after);
        }
        instance = after;
        published = verdict;
    }

    private Verdict verdict() {
        Verdict worst = new Verdict(Health.PASSING, 0);
        boolean complete = true;
        for (int i = 0; i < running.size(); i++) {
            CheckOutcome latest = running.get(i).latest();
            complete &= latest != null;
            if (latest != null && latest.health().compareTo(worst.health) > 0) {
                worst = new Verdict(latest.health(), i);
            }
        }
        return complete || worst.health == Health.CRITICAL ? worst : new Verdict(Health.CRITICAL, -1);
    }

    private String output(Verdict verdict) {
        CheckOutcome reason =
                verdict.check < 0 ? null : running.get(verdict.check).latest();
        return reason == null ? NOT_CHECKED : StateRules.cutOutput(reason.output(), PUBLISHED_OUTPUT);
    }

    void end() {
        ended = true;
        running.forEach(RunningCheck::stop);
    }

    // ---- by the program

    @Override
    public void update(ServiceInstance changed) {
        Objects.requireNonNull(changed, "changed");
        if (!changed.service().equals(instance.service()) || !changed.id().equals(instance.id())) {
            throw new IllegalArgumentException("this registration is of " + words(instance) + ", not of "
                    + words(changed) + ": register that one by itself");
        }
        StateRules.check(changed);
        access.command(() -> {
            requireRegistered();
            replace(changed);
        });
    }

    @Override
    public void report(Health health, String output) {
        CheckOutcome heartbeat =
                new CheckOutcome(Objects.requireNonNull(health, "health"), Objects.requireNonNull(output, "output"));
        requireRegistered();
        boolean found = false;
        boolean differs = false;
        for (RunningCheck check : running) {
            if (check instanceof HeartbeatCheck reported) {
                found = true;
                differs |= reported.report(heartbeat);
            }
        }
        if (!found) {
            throw new IllegalStateException(
                    words(instance) + " has no TTL check, so nothing can be reported: register it with Check.ttl(...)");
        }
        if (differs) {
            access.command(this::publish);
        }
    }

    private void requireRegistered() {
        if (ended) {
            throw new IllegalStateException(words(instance)
                    + " is no longer registered here: it was withdrawn or replaced, or its member has stopped");
        }
    }

    @Override
    public void close() {
        if (!ended) {
            try {
                access.command(() -> owner.deregister(this));
            } catch (IllegalStateException stopped) {
                end(); // a member that has stopped publishes nothing
            }
        }
    }

    private static String words(ServiceInstance instance) {
        return "instance " + instance.id() + " of service " + instance.service();
    }

    @Override
    public String toString() {
        return words(instance) + " with checks " + checks;
    }
}
