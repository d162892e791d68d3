package dev.grapevine.agent.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.agent.api.CheckRequest;
import dev.grapevine.agent.api.RegisterRequest;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.model.CheckResult;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Instances with several checks, which all members are told of, and those that go when a check stays critical. */
class SeveralChecksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final FakeCluster cluster = new FakeCluster();
    private final LocalServices services =
            new LocalServices(cluster, Clock.systemUTC(), RegistrationStore.in(Optional.empty()), timer, service -> {});

    @AfterEach
    void stop() {
        services.close();
        timer.shutdownNow();
    }

    private static CheckRequest check(String check, String id, Double deregisterAfterSeconds) {
        return new CheckRequest(
                check, null, null, null, null, null, null, id, null, deregisterAfterSeconds, null, null, null);
    }

    private void register(String id, CheckRequest... checks) {
        services.register("web", id, new RegisterRequest(null, 1, null, null, null, null, null, null, List.of(checks)));
    }

    private ServiceInstance published(String id) {
        return cluster.ownInstances().stream()
                .filter(instance -> instance.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void each_of_several_checks_is_published_with_its_id() {
        register("1", check("ttl:10m", null, null), check("ttl:20m", "beat", null), CheckRequest.of("ttl:30m"));
        assertThat(published("1").checks())
                .containsExactly(
                        new CheckResult("ttl", "heartbeat", Health.CRITICAL, "not checked yet"),
                        new CheckResult("beat", "heartbeat", Health.CRITICAL, "not checked yet"),
                        new CheckResult("ttl-2", "heartbeat", Health.CRITICAL, "not checked yet"));
        services.heartbeat("web", "1", Health.WARNING, "slow");
        assertThat(published("1").checks()).extracting(CheckResult::health).containsOnly(Health.WARNING);
        assertThat(published("1").health()).isEqualTo(Health.WARNING);
        List<CheckResult> before = published("1").checks();
        register("1", check("ttl:10m", null, null), check("ttl:20m", "beat", null), CheckRequest.of("ttl:30m"));
        assertThat(published("1").checks()).isEqualTo(before);
        register("1", CheckRequest.of("ttl:10m"));
        assertThat(published("1").checks()).isEmpty();
        assertThat(published("1").health()).isEqualTo(Health.WARNING);
    }

    @Test
    void a_single_check_is_published_by_itself_if_it_has_an_id() {
        register("1", CheckRequest.of("ttl:10m"));
        register("2", check("ttl:10m", "beat", null));
        assertThat(published("1").checks()).isEmpty();
        assertThat(published("2").checks()).extracting(CheckResult::id).containsExactly("beat");
    }

    @Test
    void ids_are_unique_and_those_of_aliases_are_reserved() {
        assertThatThrownBy(() -> register("1", check("ttl:1m", "a", null), check("tcp", "a", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("check a is there twice; give each check an id of its own");
        assertThatThrownBy(() -> register("1", check("tcp", "alias:db", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "found id \"alias:db\", expected 1 to 128 characters of A-Z a-z 0-9 . _ : -, not beginning with"
                                + " alias:");
        assertThat(cluster.ownInstances()).isEmpty();
    }

    @Test
    void an_instance_goes_when_a_check_that_says_so_stays_critical() {
        register("stays", check("ttl:1s", null, null));
        register("well", check("ttl:10m", null, 1.0));
        services.heartbeat("web", "well", Health.PASSING, "");
        register("goes", check("ttl:10m", null, null), check("ttl:1s", null, 1.0));
        await().atMost(PATIENCE).until(() -> services.find("web", "goes").isEmpty());
        assertThat(services.find("web", "stays")).isPresent();
        assertThat(services.find("web", "well")).isPresent();
        assertThatThrownBy(() -> register("short", check("ttl:1s", null, 0.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("found 500ms until the instance is withdrawn, expected 1s to 720h");
    }

    @Test
    void an_alias_follows_the_service_that_it_names() {
        register("1", CheckRequest.of("alias:db"));
        await().atMost(PATIENCE).until(() -> published("1").output().equals("there is no instance of db at node1"));
        services.register("db", "db", new RegisterRequest(null, 1, null, null, null, null, null, null, null));
        await().atMost(PATIENCE).until(() -> published("1").health() == Health.PASSING);
        assertThat(published("1").checks()).extracting(CheckResult::id).containsExactly("alias:db");
        services.heartbeat("db", "db", Health.CRITICAL, "full");
        await().atMost(PATIENCE).until(() -> published("1").health() == Health.CRITICAL);
        assertThat(published("1").output()).isEqualTo("db at node1: full");
    }
}
