package dev.grapevine.agent.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.grapevine.agent.api.CheckRequest;
import dev.grapevine.agent.api.RegisterRequest;
import dev.grapevine.agent.config.ServiceSpec;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.cluster.check.CheckOutcome;
import dev.grapevine.model.Address;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalServicesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Instant NOW = FakeCluster.SINCE;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<LocalServices> open = new ArrayList<>();
    private FakeCluster cluster = new FakeCluster();

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve(RegistrationStore.FILE);
    }

    /** The services of an agent that started at the given time. */
    private LocalServices start(Instant now) {
        cluster = new FakeCluster();
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        LocalServices services =
                new LocalServices(cluster, clock, RegistrationStore.in(Optional.of(folder)), timer, service -> {});
        open.add(services);
        return services;
    }

    @AfterEach
    void stop() {
        open.forEach(LocalServices::close);
        timer.shutdownNow();
    }

    private static Registration api(String service, String id, CheckRequest... checks) {
        RegisterRequest request = new RegisterRequest(
                "10.0.0.1",
                8080,
                List.of("b", "a"),
                Map.of("k", "v"),
                3,
                checks.length == 0 ? "warning" : null,
                null,
                "maintenance",
                List.of(checks));
        return RegistrationMapper.read(service, id, request, null, NOW.toEpochMilli());
    }

    private static CheckRequest ttl() {
        return CheckRequest.of("ttl:10s");
    }

    @Test
    void registrations_through_the_api_are_restored_after_a_restart_and_configured_ones_are_not() throws IOException {
        LocalServices before = start(NOW);
        before.register(Registration.of(ServiceSpec.parse("cache:6379"), NOW.toEpochMilli()));
        before.register(api("web", "1"));
        before.register(api(
                "web",
                "2",
                new CheckRequest(
                        "tcp://127.0.0.1:1", 3_600.0, 1.5, 4, 5, null, null, null, null, null, null, null, null)));
        before.register(api("web", "3"));
        before.deregister("web", "3");
        List<Registration> kept = List.of(
                before.find("web", "1").orElseThrow(), before.find("web", "2").orElseThrow());
        LocalServices after = start(NOW.plusSeconds(60));
        after.restore(List.of());
        // Without the output: the first run of a check replaces it.
        assertThat(after.all())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("instance.output")
                .isEqualTo(kept);
        assertThat(cluster.ownInstances())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("output")
                .containsExactlyElementsOf(
                        kept.stream().map(Registration::instance).toList());
    }

    @Test
    void a_change_of_state_and_health_survives_a_restart() throws IOException {
        LocalServices before = start(NOW);
        before.register(api("web", "1"));
        before.state("web", "1", ServiceState.UP, Optional.empty());
        before.heartbeat("web", "1", Health.CRITICAL, "disk full");
        before.close();
        LocalServices after = start(NOW.plusSeconds(60));
        after.restore(List.of());
        ServiceInstance instance = cluster.ownInstances().get(0);
        assertThat(instance.state()).isEqualTo(ServiceState.UP);
        assertThat(instance.health()).isEqualTo(Health.CRITICAL);
        assertThat(instance.output()).isEqualTo("disk full");
        assertThat(instance.sinceMillis()).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void the_health_of_a_ttl_check_survives_a_short_restart_but_not_a_long_one() throws IOException {
        LocalServices before = start(NOW);
        before.register(api("web", "1", ttl()));
        before.heartbeat("web", "1", Health.PASSING, "fine");
        before.close();
        start(NOW.plusSeconds(9)).restore(List.of());
        assertThat(cluster.ownInstances().get(0).health()).isEqualTo(Health.PASSING);
        start(NOW.plusSeconds(11)).restore(List.of());
        assertThat(cluster.ownInstances().get(0).health()).isEqualTo(Health.CRITICAL);
        assertThat(cluster.ownInstances().get(0).output()).isEqualTo("no heartbeat within 10.0 s");
    }

    @Test
    void heartbeats_are_soon_written_to_disk() {
        LocalServices services = start(NOW);
        services.register(api("web", "1", ttl()));
        services.heartbeat("web", "1", Health.PASSING, "fine");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(file()).content().contains("\"heartbeat\""));
    }

    @Test
    void a_damaged_file_is_renamed_and_not_lost() throws IOException {
        for (String damaged : List.of(
                "",
                "{\"version\":1,\"registrations\":[{\"service\":\"we",
                "{\"version\":2,\"registrations\":[]}",
                "[]",
                "{\"version\":1,\"version\":1,\"registrations\":[]}",
                "{\"version\":1,\"registrations\":[]} {}",
                "\u0000\u0001\u0002")) {
            Files.writeString(file(), damaged);
            LocalServices services = start(NOW);
            services.restore(List.of());
            assertThat(services.all()).as(damaged).isEmpty();
            assertThat(file()).doesNotExist();
            assertThat(folder.resolve("registrations.json.damaged")).hasContent(damaged);
            services.register(api("web", "1"));
            assertThat(file()).exists();
        }
    }

    @Test
    void the_state_of_a_configured_instance_survives_a_restart() throws IOException {
        Registration configured = Registration.of(ServiceSpec.parse("cache:6379"), NOW.toEpochMilli());
        LocalServices before = start(NOW);
        before.register(configured);
        before.state("cache", "cache", ServiceState.MAINTENANCE, Optional.empty());
        LocalServices after = start(NOW.plusSeconds(60));
        after.restore(List.of(configured));
        assertThat(cluster.registered)
                .extracting(ServiceInstance::state)
                .as("never up in between")
                .containsExactly(ServiceState.MAINTENANCE);
        assertThat(cluster.ownInstances().get(0).sinceMillis()).isEqualTo(NOW.toEpochMilli());
        after.state("cache", "cache", ServiceState.UP, Optional.empty());
        start(NOW.plusSeconds(60)).restore(List.of());
        assertThat(cluster.ownInstances()).isEmpty();
        assertThat(file()).content().doesNotContain("cache");
    }

    private List<ServiceState> states() {
        return cluster.ownInstances().stream().map(ServiceInstance::state).toList();
    }

    private static final Registration CACHE = Registration.of(ServiceSpec.parse("cache:6379"), NOW.toEpochMilli());

    private static Optional<Duration> seconds(long seconds) {
        return Optional.of(Duration.ofSeconds(seconds));
    }

    private static RegisterRequest port(int port) {
        return new RegisterRequest(null, port, null, null, null, null, null, null, null);
    }

    @Test
    void a_drain_becomes_maintenance_when_its_time_is_over() {
        LocalServices services = start(NOW);
        services.register("web", "1", port(80));
        services.register(CACHE);
        services.state("web", "1", ServiceState.DRAINING, Optional.of(Duration.ofMillis(50)));
        services.state("cache", "cache", ServiceState.DRAINING, Optional.of(Duration.ofMillis(50)));
        assertThat(cluster.registered)
                .extracting(ServiceInstance::state)
                .contains(ServiceState.DRAINING, ServiceState.DRAINING);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(states()).containsExactly(ServiceState.MAINTENANCE, ServiceState.MAINTENANCE);
            assertThat(file()).content().doesNotContain("drainsUntil").contains("maintenance");
        });
    }

    @Test
    void a_later_change_outlasts_the_time_of_a_drain() {
        LocalServices services = start(NOW);
        services.register("web", "1", port(80));
        services.register("web", "2", port(80));
        services.state("web", "1", ServiceState.DRAINING, Optional.of(Duration.ofMillis(1)));
        services.state("web", "1", ServiceState.UP, Optional.empty());
        services.state("web", "2", ServiceState.DRAINING, Optional.of(Duration.ofMillis(1)));
        services.state("web", "2", ServiceState.DRAINING, seconds(3_600));
        services.state("web", "3", ServiceState.DRAINING, seconds(3_600));
        services.deregister("web", "2");
        services.register("web", "2", port(80));
        services.memberState(ServiceState.DRAINING, Optional.of(Duration.ofMillis(1)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(services.member().state()).isEqualTo(ServiceState.MAINTENANCE));
        services.memberState(ServiceState.UP, Optional.empty());
        assertThat(states()).containsExactly(ServiceState.UP, ServiceState.UP);
    }

    @Test
    void the_time_of_a_drain_goes_on_through_a_restart_and_a_registration_anew() throws IOException {
        LocalServices before = start(NOW);
        before.register("web", "1", port(80));
        before.register(CACHE);
        before.state("web", "1", ServiceState.DRAINING, seconds(60));
        before.state("cache", "cache", ServiceState.DRAINING, seconds(60));
        before.register("web", "1", port(81));
        LocalServices soon = start(NOW.plusSeconds(59));
        soon.restore(List.of(CACHE));
        assertThat(states()).containsExactly(ServiceState.DRAINING, ServiceState.DRAINING);
        assertThat(soon.all()).extracting(Registration::drainsUntil).containsOnly(NOW.plusSeconds(60));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(states()).containsExactly(ServiceState.MAINTENANCE, ServiceState.MAINTENANCE));
    }

    @Test
    void a_drain_that_ended_while_the_agent_was_down_is_maintenance_from_the_start() throws IOException {
        LocalServices before = start(NOW);
        before.register("web", "1", port(80));
        before.register(CACHE);
        before.state("web", "1", ServiceState.DRAINING, seconds(60));
        before.state("cache", "cache", ServiceState.DRAINING, seconds(60));
        start(NOW.plusSeconds(61)).restore(List.of(CACHE));
        assertThat(cluster.registered)
                .extracting(ServiceInstance::state)
                .containsExactly(ServiceState.MAINTENANCE, ServiceState.MAINTENANCE);
        assertThat(cluster.registered)
                .extracting(ServiceInstance::sinceMillis)
                .containsOnly(NOW.plusSeconds(60).toEpochMilli());
    }

    @Test
    void a_member_in_maintenance_has_all_its_instances_there_also_new_ones_and_after_a_restart() throws IOException {
        LocalServices before = start(NOW);
        before.register("web", "1", port(80));
        before.state("web", "1", ServiceState.DRAINING, Optional.empty());
        before.register(CACHE);
        before.memberState(ServiceState.MAINTENANCE, Optional.empty());
        before.register("web", "2", port(82));
        assertThat(states()).hasSize(3).containsOnly(ServiceState.MAINTENANCE);
        LocalServices after = start(NOW.plusSeconds(60));
        after.restore(List.of(CACHE, Registration.of(ServiceSpec.parse("new:1"), NOW.toEpochMilli())));
        after.register("web", "3", port(83));
        assertThat(cluster.registered)
                .extracting(ServiceInstance::state)
                .hasSize(5)
                .as("never up in between")
                .containsOnly(ServiceState.MAINTENANCE);
        after.memberState(ServiceState.UP, Optional.empty());
        assertThat(cluster.ownInstances())
                .extracting(ServiceInstance::id, ServiceInstance::state)
                .containsExactlyInAnyOrder(
                        tuple("cache", ServiceState.UP),
                        tuple("new", ServiceState.UP),
                        tuple("1", ServiceState.DRAINING),
                        tuple("2", ServiceState.UP),
                        tuple("3", ServiceState.UP));
        start(NOW.plusSeconds(120)).restore(List.of(CACHE));
        assertThat(cluster.ownInstances().get(0).state()).isEqualTo(ServiceState.UP);
    }

    @Test
    void a_member_that_drains_is_in_maintenance_when_the_time_is_over_also_across_a_restart() throws IOException {
        LocalServices before = start(NOW);
        before.register("web", "1", port(80));
        before.memberState(ServiceState.DRAINING, seconds(60));
        assertThat(states()).containsExactly(ServiceState.DRAINING);
        LocalServices after = start(NOW.plusSeconds(61));
        after.restore(List.of());
        assertThat(states()).containsExactly(ServiceState.MAINTENANCE);
        assertThat(after.member())
                .isEqualTo(new OperatorState(
                        ServiceState.MAINTENANCE, NOW.plusSeconds(60).toEpochMilli(), null));
        after.memberState(ServiceState.DRAINING, Optional.of(Duration.ofMillis(20)));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(states()).containsExactly(ServiceState.MAINTENANCE));
    }

    @Test
    void the_health_of_an_instance_changes_while_its_member_is_in_maintenance() {
        LocalServices services = start(NOW);
        services.register("web", "1", port(80));
        services.memberState(ServiceState.MAINTENANCE, Optional.empty());
        services.heartbeat("web", "1", Health.WARNING, "slow");
        ServiceInstance web = cluster.ownInstances().get(0);
        assertThat(web.state()).isEqualTo(ServiceState.MAINTENANCE);
        assertThat(web.health()).isEqualTo(Health.WARNING);
    }

    @Test
    void only_the_user_that_runs_the_agent_may_read_the_file() throws IOException {
        start(NOW).register(api("web", "1"));
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void a_device_in_place_of_the_file_is_set_aside() throws IOException {
        Files.createSymbolicLink(file(), Path.of("/dev/zero"));
        LocalServices services = start(NOW);
        services.restore(List.of());
        services.register(api("web", "1"));
        assertThat(file()).isRegularFile();
        assertThat(folder.resolve("registrations.json.damaged")).isSymbolicLink();
    }

    @Test
    void when_the_file_cannot_be_written_the_registration_is_refused_and_nothing_changes() throws IOException {
        LocalServices services = start(NOW);
        services.register(api("web", "1"));
        // A folder in place of the new file.
        Path inTheWay = folder.resolve("registrations.json.tmp");
        Files.createDirectories(inTheWay.resolve("x"));
        assertThatThrownBy(() -> services.register(api("web", "2"))).isInstanceOf(UncheckedIOException.class);
        assertThat(services.find("web", "2")).isEmpty();
        assertThat(cluster.ownInstances()).extracting(ServiceInstance::id).containsExactly("1");
    }

    @Test
    void long_output_is_published_truncated_and_kept_in_full() {
        LocalServices services = start(NOW);
        services.register(api("web", "1", ttl()));
        String output = "x".repeat(1_000);
        services.heartbeat("web", "1", Health.PASSING, output);
        assertThat(cluster.ownInstances().get(0).output()).isEqualTo("x".repeat(CheckOutcome.MAX_PUBLISHED_BYTES));
        assertThat(services.checks("web", "1").get(0).output()).isEqualTo(output);
    }

    @Test
    void checks_of_instances_without_an_address_follow_the_member_to_its_new_address() throws IOException {
        try (ServerSocket here = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.9"))) {
            LocalServices services = start(NOW);
            services.register(Registration.of(
                    ServiceSpec.parse("web:" + here.getLocalPort() + "?check=tcp&failures=1"), NOW.toEpochMilli()));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    services.checks("web", "web").get(0).output())
                            .contains("127.0.0.1:"));

            cluster.put(
                    "node1",
                    Status.ALIVE,
                    "eu",
                    Address.of(here.getInetAddress().getAddress(), 7_701));
            services.readdressed();

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(cluster.ownInstances().get(0).health()).isEqualTo(Health.PASSING));
            assertThat(services.checks("web", "web").get(0).output()).contains("127.0.0.9:");
        }
    }
}
