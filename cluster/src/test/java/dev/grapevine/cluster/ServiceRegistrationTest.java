package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Instances with checks: how results become health that all see, and what ends the checks. */
class ServiceRegistrationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration OFTEN = Duration.ofMillis(100);
    private static final ServiceInstance WEB =
            ServiceInstance.named("web").port(8080).build();

    private final String name = "test-" + UUID.randomUUID();
    private final List<Cluster> started = new ArrayList<>();
    private final AtomicReference<Health> health = new AtomicReference<>(Health.PASSING);
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void stopAll() {
        started.forEach(Cluster::abort);
    }

    private Cluster start(String member) {
        Cluster.Builder builder =
                Cluster.builder().name(member).cluster(name).port(0).profile(Profile.LOCAL);
        if (!started.isEmpty()) {
            builder.seeds(started.get(0).address().toString());
        }
        Cluster cluster = builder.start();
        started.add(cluster);
        return cluster;
    }

    private Health counted() {
        runs.incrementAndGet();
        return health.get();
    }

    /** Asks {@link #health} often. A pause of this process, which looks like a failure, does not yet change the health. */
    private PolledCheck asked() {
        return Check.of(this::counted).every(OFTEN);
    }

    private static void until(ServiceRegistration registration, Health wanted, String output) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(registration.instance().health()).isEqualTo(wanted);
            assertThat(registration.instance().output()).isEqualTo(output);
        });
    }

    private void awaitRuns(int more) {
        int target = runs.get() + more;
        await().atMost(PATIENCE).until(() -> runs.get() >= target);
    }

    // ---- from results to health

    @Test
    void an_instance_is_critical_until_its_first_result() {
        Cluster cluster = start("m1");
        CountDownLatch goOn = new CountDownLatch(1);
        ServiceRegistration registration = cluster.register(WEB, Check.of(() -> {
            hold(goOn);
            return Health.PASSING;
        }));
        assertThat(registration.instance().health()).isEqualTo(Health.CRITICAL);
        assertThat(registration.instance().output()).isEqualTo("not checked yet");
        assertThat(cluster.ownInstances()).containsExactly(registration.instance());
        assertThat(cluster.service("web").instances()).isEmpty();
        goOn.countDown();
        until(registration, Health.PASSING, "the check returned PASSING");
        assertThat(cluster.ownInstances()).containsExactly(registration.instance());
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Test
    void all_members_see_each_change_of_health() {
        Cluster owner = start("m1");
        Cluster other = start("m2");
        owner.register(WEB, asked());
        await().atMost(PATIENCE).until(() -> other.service("web").pick().isPresent());
        health.set(Health.WARNING);
        await().atMost(PATIENCE)
                .until(() -> other.service("web").instances().size() == 1
                        && other.service("web").pick().isEmpty());
        health.set(Health.CRITICAL);
        await().atMost(PATIENCE).until(() -> other.service("web").instances().isEmpty());
        Instance seen = other.instances().get(0);
        assertThat(seen.service().output()).isEqualTo("the check returned CRITICAL");
        assertThat(seen.service().sinceMillis()).isPositive();
        health.set(Health.PASSING);
        await().atMost(PATIENCE).until(() -> other.service("web").pick().isPresent());
    }

    @Test
    void a_result_that_changes_nothing_is_not_published() {
        ServiceRegistration registration = start("m1").register(WEB, asked());
        until(registration, Health.PASSING, "the check returned PASSING");
        ServiceInstance published = registration.instance();
        awaitRuns(3);
        assertThat(registration.instance()).isSameAs(published);
    }

    @Test
    void the_worst_check_counts_and_gives_the_output() {
        AtomicReference<Health> second = new AtomicReference<>(Health.PASSING);
        ServiceRegistration registration = start("m1")
                .register(
                        WEB,
                        asked(),
                        Check.of(() -> {
                                    if (second.get() == Health.CRITICAL) {
                                        throw new IllegalStateException("the second is down");
                                    }
                                    return second.get();
                                })
                                .every(OFTEN));
        until(registration, Health.PASSING, "all 2 checks pass");
        second.set(Health.CRITICAL);
        until(registration, Health.CRITICAL, "check 2: the second is down");
        health.set(Health.CRITICAL);
        until(registration, Health.CRITICAL, "check 1: the check returned CRITICAL");
        health.set(Health.WARNING);
        until(registration, Health.CRITICAL, "check 2: the second is down");
        second.set(Health.PASSING);
        until(registration, Health.WARNING, "check 1: the check returned WARNING");
    }

    @Test
    void a_check_without_a_result_keeps_the_instance_critical_but_a_failure_gives_the_reason() {
        Cluster cluster = start("m1");
        ServiceRegistration registration = cluster.register(WEB, asked(), Check.ttl(Duration.ofHours(1)));
        awaitRuns(3);
        assertThat(registration.instance().output()).isEqualTo("not checked yet");
        health.set(Health.CRITICAL);
        until(registration, Health.CRITICAL, "check 1: the check returned CRITICAL");
        health.set(Health.PASSING);
        until(registration, Health.CRITICAL, "not checked yet");
        registration.pass();
        assertThat(registration.instance().health()).isEqualTo(Health.PASSING);
    }

    @Test
    void so_many_results_in_a_row_as_were_asked_for_change_the_health() {
        AtomicReference<String> script = new AtomicReference<>("++-+++"); // and then the last for ever
        ServiceRegistration registration = start("m1")
                .register(
                        WEB,
                        Check.of(() -> {
                                    int run = runs.getAndIncrement();
                                    String now = script.get();
                                    boolean good = now.charAt(Math.min(run, now.length() - 1)) == '+';
                                    return good ? Health.PASSING : Health.CRITICAL;
                                })
                                .every(OFTEN)
                                .failures(3)
                                .successes(3));
        until(registration, Health.PASSING, "the check returned PASSING");
        assertThat(runs.get()).isGreaterThanOrEqualTo(6);
        ServiceInstance published = registration.instance();
        script.set("-+".repeat(1_000)); // never three in a row
        awaitRuns(6);
        assertThat(registration.instance()).isSameAs(published);
        script.set("-");
        until(registration, Health.CRITICAL, "the check returned CRITICAL");
    }

    @Test
    void output_is_cut_and_made_fit_to_be_sent() {
        ServiceRegistration registration = start("m1").register(WEB, Check.ttl(Duration.ofHours(1)));
        registration.fail("\udc00 " + "x".repeat(1_000));
        assertThat(registration.instance().output()).isEqualTo("? " + "x".repeat(254));
    }

    // ---- reports

    @Test
    void reports_are_visible_when_the_call_returns() {
        Cluster cluster = start("m1");
        ServiceRegistration registration = cluster.register(WEB, Check.ttl(Duration.ofHours(1)));
        assertThat(cluster.ownInstances().get(0).health()).isEqualTo(Health.CRITICAL);
        registration.pass();
        assertThat(cluster.service("web").pick()).isPresent();
        registration.warn("almost full");
        assertThat(cluster.service("web").pick()).isEmpty();
        assertThat(cluster.service("web").instances().get(0).service().output()).isEqualTo("almost full");
        registration.fail("full");
        assertThat(cluster.service("web").instances()).isEmpty();
        assertThat(cluster.ownInstances().get(0).output()).isEqualTo("full");
        registration.report(Health.PASSING, "empty");
        assertThat(cluster.ownInstances().get(0).output()).isEqualTo("empty");
        ServiceInstance published = registration.instance();
        registration.report(Health.PASSING, "still empty");
        assertThat(registration.instance()).isSameAs(published);
    }

    @Test
    void without_reports_the_instance_becomes_critical_until_the_next_one() {
        ServiceRegistration registration = start("m1").register(WEB, Check.ttl(Duration.ofMillis(20)));
        registration.pass();
        until(registration, Health.CRITICAL, "no heartbeat within 0.02 s");
        registration.pass();
        assertThat(registration.instance().health()).isEqualTo(Health.PASSING);
        until(registration, Health.CRITICAL, "no heartbeat within 0.02 s");
    }

    @Test
    void only_an_instance_with_a_ttl_check_takes_reports() {
        ServiceRegistration registration = start("m1").register(WEB, asked());
        assertThatIllegalStateException()
                .isThrownBy(registration::pass)
                .withMessage(
                        "instance web of service web has no TTL check, so nothing can be reported: register it with"
                                + " Check.ttl(...)");
    }

    // ---- changes of the instance

    @Test
    void an_update_keeps_the_health_and_the_checks() {
        Cluster cluster = start("m1");
        ServiceRegistration registration = cluster.register(WEB, asked(), Check.ttl(Duration.ofHours(1)));
        registration.pass();
        until(registration, Health.PASSING, "all 2 checks pass");
        ServiceInstance before = registration.instance();
        registration.update(ServiceInstance.named("web")
                .port(9090)
                .tag("v2")
                .health(Health.CRITICAL)
                .build());
        ServiceInstance after = cluster.ownInstances().get(0);
        assertThat(after.port()).isEqualTo(9090);
        assertThat(after.tags()).containsExactly("v2");
        assertThat(after.health()).isEqualTo(Health.PASSING);
        assertThat(after.output()).isEqualTo(before.output());
        assertThat(after.sinceMillis()).isEqualTo(before.sinceMillis());
        health.set(Health.WARNING);
        until(registration, Health.WARNING, "check 1: the check returned WARNING");
        assertThat(registration.instance().port()).isEqualTo(9090);
        registration.update(WEB.withState(ServiceState.MAINTENANCE, 0));
        assertThat(cluster.service("web").instances()).isEmpty();
    }

    @Test
    void an_update_that_is_refused_changes_nothing() {
        Cluster cluster = start("m1");
        ServiceRegistration registration = cluster.register(WEB, Check.ttl(Duration.ofHours(1)));
        ServiceInstance before = registration.instance();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registration.update(
                        ServiceInstance.named("web").id("other").build()))
                .withMessage(
                        "this registration is of instance web of service web, not of instance other of service web:"
                                + " register that one by itself");
        assertThatThrownBy(() -> registration.update(tooLarge("web"))).isInstanceOf(LimitExceededException.class);
        assertThat(cluster.ownInstances()).containsExactly(before);
        assertThat(registration.instance()).isSameAs(before);
    }

    /** More than fits in one value of state. */
    private static ServiceInstance tooLarge(String service) {
        ServiceInstance.Builder builder = ServiceInstance.named(service);
        for (int i = 0; i < 64; i++) {
            builder.metadata("key" + i, "x".repeat(1_024));
        }
        return builder.build();
    }

    @Test
    void a_registration_that_is_refused_changes_nothing() {
        Cluster cluster = start("m1");
        ServiceRegistration registration = cluster.register(WEB, asked());
        until(registration, Health.PASSING, "the check returned PASSING");
        assertThatThrownBy(() -> cluster.register(tooLarge("web"), Check.ttl(Duration.ofHours(1))))
                .isInstanceOf(LimitExceededException.class);
        assertThat(cluster.ownInstances()).containsExactly(registration.instance());
        awaitRuns(3);
        assertThatThrownBy(() -> cluster.register(tooLarge("other"), asked()))
                .isInstanceOf(LimitExceededException.class);
        assertThat(cluster.ownInstances()).containsExactly(registration.instance());
    }

    @Test
    void the_same_registration_again_keeps_the_results() {
        Cluster cluster = start("m1");
        PolledCheck check = asked();
        ServiceRegistration registration = cluster.register(WEB, check);
        until(registration, Health.PASSING, "the check returned PASSING");
        ServiceRegistration again = cluster.register(
                ServiceInstance.named("web").port(8080).tag("v2").build(), check);
        assertThat(again).isSameAs(registration);
        assertThat(cluster.ownInstances().get(0).health()).isEqualTo(Health.PASSING);
        assertThat(cluster.ownInstances().get(0).tags()).containsExactly("v2");
    }

    // ---- the end of the checks

    private void assertEnded(ServiceRegistration registration) {
        assertThatIllegalStateException()
                .isThrownBy(registration::pass)
                .withMessage(
                        "instance web of service web is no longer registered here: it was withdrawn or replaced, or"
                                + " its member has stopped");
        assertThatIllegalStateException().isThrownBy(() -> registration.update(WEB));
        int before = runs.get();
        // A run that was in progress may still count itself; another never begins.
        await().during(Duration.ofMillis(50)).atMost(PATIENCE).until(() -> runs.get() <= before + 1);
    }

    @Test
    void other_checks_replace_those_before() {
        Cluster cluster = start("m1");
        ServiceRegistration first = cluster.register(WEB, asked());
        awaitRuns(2);
        ServiceRegistration second = cluster.register(WEB, Check.ttl(Duration.ofHours(1)));
        assertEnded(first);
        second.warn("so so");
        first.close();
        assertThat(cluster.ownInstances().get(0).output()).isEqualTo("so so");
    }

    @Test
    void a_registration_without_checks_ends_those_before() {
        Cluster cluster = start("m1");
        ServiceRegistration checked = cluster.register(WEB, asked());
        awaitRuns(2);
        health.set(Health.CRITICAL);
        cluster.register(WEB);
        assertEnded(checked);
        assertThat(cluster.ownInstances()).containsExactly(WEB);
        checked.close();
        assertThat(cluster.ownInstances()).containsExactly(WEB);
    }

    @Test
    void closing_withdraws_the_instance_and_ends_its_checks() {
        Cluster cluster = start("m1");
        ServiceRegistration registration = cluster.register(WEB, asked());
        awaitRuns(2);
        registration.close();
        registration.close();
        assertThat(cluster.ownInstances()).isEmpty();
        assertEnded(registration);
        assertThat(cluster.deregister("web", "web")).isFalse();
    }

    @Test
    void deregistering_ends_the_checks() {
        Cluster cluster = start("m1");
        ServiceRegistration registration = cluster.register(WEB, asked());
        awaitRuns(2);
        assertThat(cluster.deregister("web", "web")).isTrue();
        assertEnded(registration);
        assertThat(cluster.ownInstances()).isEmpty();
    }

    @Test
    void checks_end_with_their_member() {
        Cluster left = start("m1");
        ServiceRegistration registration = left.register(WEB, asked());
        awaitRuns(2);
        left.close();
        assertEnded(registration);
        registration.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> left.register(WEB, asked()))
                .withMessage("member m1 has stopped; start a new one with Cluster.builder()");

        Cluster aborted = start("m2");
        ServiceRegistration other = aborted.register(WEB, asked());
        awaitRuns(2);
        aborted.abort();
        assertEnded(other);
        other.close();
    }

    @Test
    @SuppressWarnings("NullAway") // null is the argument that is tested
    void null_is_refused_by_name() {
        Cluster cluster = start("m1");
        ServiceRegistration registration = cluster.register(WEB, Check.ttl(PATIENCE));
        assertThatNullPointerException()
                .isThrownBy(() -> cluster.register(null, asked()))
                .withMessage("instance");
        assertThatNullPointerException()
                .isThrownBy(() -> cluster.register(WEB, (Check) null))
                .withMessage("check");
        assertThatNullPointerException()
                .isThrownBy(() -> cluster.register(WEB, asked(), (Check) null))
                .withMessage("others");
        assertThatNullPointerException()
                .isThrownBy(() -> registration.update(null))
                .withMessage("changed");
        assertThatNullPointerException()
                .isThrownBy(() -> registration.report(null, ""))
                .withMessage("health");
        assertThatNullPointerException()
                .isThrownBy(() -> registration.fail(null))
                .withMessage("output");
    }
}
