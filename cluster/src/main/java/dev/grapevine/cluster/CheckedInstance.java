package dev.grapevine.cluster;

import dev.grapevine.cluster.check.CheckDefinition;
import dev.grapevine.cluster.check.CheckEngine;
import dev.grapevine.cluster.check.CheckOutcome;
import dev.grapevine.cluster.check.InstanceChecks;
import dev.grapevine.cluster.check.InstanceVerdict;
import dev.grapevine.cluster.check.NamedCheck;
import dev.grapevine.model.CheckResult;
import dev.grapevine.model.Health;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.StateRules;
import java.util.List;
import java.util.Objects;

/**
 * One instance and its checks. What they say is published when it is news: {@link InstanceChecks}.
 *
 * <p>The loop's thread alone writes the instance; the checks and the program only ask it to.
 */
final class CheckedInstance implements ServiceRegistration {

    private final List<Check> checks;
    private final InstanceChecks running;
    private final CheckedInstances owner;
    private final LoopAccess access;
    private volatile ServiceInstance instance;
    private volatile boolean ended;

    /** To be {@linkplain #start started} once it is published. */
    CheckedInstance(
            ServiceInstance given, List<Check> checks, CheckEngine engine, CheckedInstances owner, LoopAccess access) {
        this.checks = checks;
        this.owner = owner;
        this.access = access;
        InstanceVerdict none = InstanceVerdict.ofNew(named(checks), null);
        this.running = engine.instance(none, () -> access.post(this::publish));
        this.instance = with(given, none, none.output(), System.currentTimeMillis());
    }

    private static ServiceInstance with(
            ServiceInstance given, InstanceVerdict verdict, String output, long sinceMillis) {
        return with(given, verdict.health(), output, sinceMillis, verdict.checks());
    }

    private static ServiceInstance with(
            ServiceInstance given, Health health, String output, long sinceMillis, List<CheckResult> checks) {
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
                sinceMillis,
                checks,
                given.extensions());
    }

    void start() {
        running.replace(named(checks), null, null);
    }

    private static List<NamedCheck> named(List<Check> checks) {
        return NamedCheck.of(checks.stream().map(CheckedInstance::definition).toList());
    }

    private static CheckDefinition definition(Check check) {
        return check instanceof PolledCheck polled
                ? polled.definition()
                : new CheckDefinition.Ttl(((TtlCheck) check).ttl());
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
        ServiceInstance after = with(given, before.health(), before.output(), since, before.checks());
        owner.publish(after);
        instance = after;
    }

    private void publish() {
        InstanceVerdict news = ended ? null : running.news();
        if (news == null) {
            return;
        }
        ServiceInstance before = instance;
        long since = news.health() == before.health() ? before.sinceMillis() : System.currentTimeMillis();
        ServiceInstance after = with(before, news, news.output(), since);
        try {
            owner.publish(after);
        } catch (LimitExceededException noRoomForOutput) {
            after = with(before, news.health(), "", since, List.of());
            owner.publish(after);
        }
        instance = after;
        running.published(news);
    }

    void end() {
        ended = true;
        running.close();
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
        if (!running.report(heartbeat)) {
            throw new IllegalStateException(
                    words(instance) + " has no TTL check, so nothing can be reported: register it with Check.ttl(...)");
        }
        if (running.news() != null) {
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
