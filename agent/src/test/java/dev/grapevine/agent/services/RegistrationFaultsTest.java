package dev.grapevine.agent.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.agent.api.CheckRequest;
import dev.grapevine.agent.api.RegisterRequest;
import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.cluster.check.HttpCheckOptions;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever fails, what was confirmed has happened, what was refused has not, and disk, memory and view agree. */
final class RegistrationFaultsTest {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    private Path folder;

    private FailingDisk disk = new FailingDisk(Path.of("registrations.json"));
    private FakeCluster cluster = new FakeCluster();
    private LocalServices services = start();

    private LocalServices start() {
        cluster = new FakeCluster();
        Clock clock = Clock.fixed(FakeCluster.SINCE, ZoneOffset.UTC);
        return new LocalServices(cluster, clock, new RegistrationStore(Optional.of(disk)), timer, service -> {});
    }

    @AfterEach
    void stop() {
        services.close();
        timer.shutdownNow();
    }

    private static RegisterRequest request(int port, CheckRequest... checks) {
        return new RegisterRequest(null, port, null, null, null, null, null, null, List.of(checks));
    }

    @Test
    void headers_of_a_check_survive_a_restart_and_are_refused_where_they_make_no_sense() throws IOException {
        services.register(
                "web",
                "1",
                request(
                        1,
                        new CheckRequest(
                                "http:/",
                                null,
                                null,
                                null,
                                null,
                                Map.of("Host", "a"),
                                true,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null)));
        services.close();
        services = start();
        services.restore(List.of());
        assertThat(services.find("web", "1").orElseThrow().checks())
                .containsExactly(new CheckSpec.Http(
                        "/",
                        new HttpCheckOptions(Map.of("Host", "a"), false, Optional.empty()),
                        CheckSpec.Pace.DEFAULT));
        assertThatThrownBy(() -> services.register(
                        "web",
                        "2",
                        request(
                                1,
                                new CheckRequest(
                                        "tcp",
                                        null,
                                        null,
                                        null,
                                        null,
                                        Map.of("Host", "a"),
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("headers, method, body and contains are for http checks only");
    }

    @Test
    void a_script_is_not_taken_from_a_request() {
        assertThatThrownBy(() -> services.register("web", "1", request(1, CheckRequest.of("script:touch /tmp/x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "scripts are not taken through the API, where they would let any client run programs on this"
                                + " host: configure the service with its script on this host, in the agent's file, or by"
                                + " --service or SERVICES");
        assertThatThrownBy(() -> services.register("web", "1", request(1, CheckRequest.of("https://a/ ca=/etc/hosts"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ca is not taken through the API, because it names a file of this host");
        assertThat(services.all()).isEmpty();
    }

    private static CheckRequest check(String check) {
        return CheckRequest.of(check);
    }

    /** What would be there after a restart now. */
    private Map<String, ServiceInstance> onDisk() throws IOException {
        FakeCluster next = new FakeCluster();
        LocalServices restarted = new LocalServices(
                next,
                Clock.fixed(FakeCluster.SINCE, ZoneOffset.UTC),
                new RegistrationStore(Optional.of(disk)),
                timer,
                service -> {});
        restarted.restore(List.of());
        restarted.close();
        return byKey(next.ownInstances());
    }

    private static Map<String, ServiceInstance> byKey(List<ServiceInstance> instances) {
        return instances.stream()
                .collect(Collectors.toMap(
                        instance -> instance.service() + "/" + instance.id(),
                        Function.identity(),
                        (a, b) -> a,
                        TreeMap::new));
    }

    private Map<String, ServiceInstance> memory() {
        return byKey(services.all().stream().map(Registration::instance).toList());
    }

    private void assertAllAgreeOn(Map<String, ServiceInstance> expected) throws IOException {
        assertThat(byKey(cluster.ownInstances())).as("view").isEqualTo(expected);
        assertThat(memory()).as("memory").isEqualTo(expected);
        assertThat(onDisk()).as("disk").isEqualTo(expected);
    }

    @Test
    void a_withdrawal_that_cannot_be_written_is_refused_and_has_not_happened() throws IOException {
        services.register("web", "1", request(80));
        Map<String, ServiceInstance> before = byKey(cluster.ownInstances());
        disk.fails = () -> true;
        assertThatThrownBy(() -> services.deregister("web", "1"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot write registrations.json: no space left on its disk");
        disk.fails = () -> false;
        assertAllAgreeOn(before);
        assertThat(services.deregister("web", "1")).isTrue();
        assertAllAgreeOn(Map.of());
    }

    @Test
    void a_state_is_on_disk_when_it_is_confirmed_and_not_taken_when_it_cannot_be() throws IOException {
        services.register("web", "1", request(80));
        services.state("web", "1", ServiceState.DRAINING, Optional.empty());
        assertThat(onDisk().get("web/1").state()).isEqualTo(ServiceState.DRAINING);
        Map<String, ServiceInstance> before = byKey(cluster.ownInstances());
        disk.fails = () -> true;
        assertThatThrownBy(() -> services.state("web", "1", ServiceState.MAINTENANCE, Optional.empty()))
                .isInstanceOf(UncheckedIOException.class);
        disk.fails = () -> false;
        assertAllAgreeOn(before);
    }

    @Test
    void a_state_of_the_member_that_cannot_be_written_is_not_taken() throws IOException {
        services.register("web", "1", request(80));
        services.register("web", "2", request(80));
        Map<String, ServiceInstance> before = byKey(cluster.ownInstances());
        for (int step = 1; step <= 3; step++) {
            int[] left = {step};
            disk.fails = () -> --left[0] == 0;
            assertThatThrownBy(() -> services.memberState(ServiceState.MAINTENANCE, Optional.empty()))
                    .as("step %d", step)
                    .isInstanceOf(UncheckedIOException.class);
            disk.fails = () -> false;
            assertThat(services.member()).isEqualTo(OperatorState.UP);
            assertAllAgreeOn(before);
        }
        for (int step = 1; step <= 4; step++) {
            int[] left = {step};
            cluster.disturbance = () -> {
                if (--left[0] == 0) {
                    throw new OutOfMemoryError("no thread can be made");
                }
            };
            assertThatThrownBy(() -> services.memberState(ServiceState.MAINTENANCE, Optional.empty()))
                    .isInstanceOf(OutOfMemoryError.class);
            cluster.disturbance = () -> {};
            assertAllAgreeOn(before);
        }
    }

    @Test
    void an_entry_of_a_state_that_makes_no_sense_is_not_used_and_harms_nothing() throws IOException {
        Path file = folder.resolve(RegistrationStore.FILE);
        for (String member : List.of(
                "{}",
                "7",
                "{\"state\":\"off\",\"since\":\"2030-01-02T03:04:05Z\"}",
                "{\"state\":\"draining\",\"since\":\"+1000000000-12-31T23:59:59Z\"}",
                "{\"state\":\"draining\",\"since\":\"2030-01-02T03:04:05Z\",\"drainsUntil\":\"soon\"}")) {
            Files.writeString(
                    file,
                    "{\"version\":1,\"registrations\":[{\"service\":\"web\",\"id\":\"1\",\"request\":{\"port\":80},"
                            + "\"since\":\"2030-01-02T03:04:05Z\"}],\"member\":[" + member + "]}");
            cluster = new FakeCluster();
            LocalServices restarted = new LocalServices(
                    cluster,
                    Clock.fixed(FakeCluster.SINCE, ZoneOffset.UTC),
                    RegistrationStore.in(Optional.of(folder)),
                    timer,
                    service -> {});
            restarted.restore(List.of());
            assertThat(restarted.member()).as(member).isEqualTo(OperatorState.UP);
            assertThat(cluster.ownInstances()).hasSize(1);
            restarted.close();
        }
    }

    @Test
    void an_error_of_the_virtual_machine_undoes_a_change_like_any_other() throws IOException {
        services.register("web", "1", request(80));
        Map<String, ServiceInstance> before = byKey(cluster.ownInstances());
        for (int step = 1; step <= 2; step++) {
            int[] left = {step};
            cluster.disturbance = () -> {
                if (--left[0] == 0) {
                    throw new OutOfMemoryError("no thread can be made");
                }
            };
            assertThatThrownBy(() -> services.register("web", "1", request(81))).isInstanceOf(OutOfMemoryError.class);
            assertAllAgreeOn(before);
            left[0] = step;
            assertThatThrownBy(() -> services.register("web", "2", request(81))).isInstanceOf(OutOfMemoryError.class);
            assertAllAgreeOn(before);
            left[0] = step;
            assertThatThrownBy(() -> services.deregister("web", "1")).isInstanceOf(OutOfMemoryError.class);
            assertAllAgreeOn(before);
        }
    }

    @Test
    void a_saved_entry_that_cannot_be_registered_is_set_aside_and_the_others_are_restored() throws IOException {
        Path file = folder.resolve(RegistrationStore.FILE);
        String good = "{\"service\":\"web\",\"id\":\"1\",\"request\":{\"port\":80},\"since\":\"2030-01-02T03:04:05Z\"}";
        List<String> bad = List.of(
                good.replace("\"1\"", "\"a b\""),
                good.replace("80}", "99999}"),
                good.replace("80}", "80,\"address\":\"a..b\"}"),
                good.replace("80}", "80,\"checks\":[{\"check\":\"http:/a b\"}]}"),
                good.replace("80}", "80,\"checks\":[{\"check\":\"ftp:/\"}]}"),
                good.replace("80}", "80,\"checks\":[{\"check\":\"script:touch x\"}]}"),
                good.replace("80}", "80,\"metadata\":{\"too-much\":\"\"}}"),
                good.replace("{\"port\":80}", "7"),
                good.replace("2030-01-02T03:04:05Z", "yesterday"),
                good.replace("2030-01-02T03:04:05Z", "+1000000000-12-31T23:59:59Z"),
                good.replace("2030-01-02T03:04:05Z", "1900-01-02T03:04:05Z"),
                "{\"service\":\"web\"}",
                "null",
                "7");
        String content = "{\"version\":1,\"registrations\":[" + String.join(",", bad) + "," + good + "]}";
        java.nio.file.Files.writeString(file, content);
        services.close();
        cluster = new FakeCluster();
        services = new LocalServices(
                cluster,
                Clock.fixed(FakeCluster.SINCE, ZoneOffset.UTC),
                RegistrationStore.in(Optional.of(folder)),
                timer,
                service -> {});
        services.restore(List.of());
        assertThat(services.all()).hasSize(1);
        assertThat(byKey(cluster.ownInstances())).containsOnlyKeys("web/1");
        String refused = "{\"version\":1,\"registrations\":[\n" + String.join(",\n", bad) + "\n]}\n";
        assertThat(folder.resolve("registrations.json.refused")).hasContent(refused.strip());
        // Another start with the same file adds nothing.
        services.restore(List.of());
        assertThat(folder.resolve("registrations.json.refused")).hasContent(refused.strip());
    }

    @Test
    void whatever_fails_and_whenever_it_restarts_what_was_confirmed_is_there_and_what_was_refused_is_not()
            throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, ServiceInstance> expected = new HashMap<>();
        for (int round = 0; round < 3_000; round++) {
            int kind = random.nextInt(4);
            int[] stepsLeft = {kind == 0 ? 1 + random.nextInt(6) : Integer.MAX_VALUE};
            disk.fails = () -> kind == 1 || --stepsLeft[0] == 0; // a full disk, or one failure at any step
            cluster.disturbance = () -> {
                if (--stepsLeft[0] == 0) {
                    throw new IllegalStateException("the view fails");
                }
            };
            String id = String.valueOf(random.nextInt(4));
            boolean done = attempt(random, id);
            disk.fails = () -> false;
            cluster.disturbance = () -> {};
            if (done) {
                expected = memory();
            }
            assertThat(memory()).as("memory, round %d, seed %d", round, seed).isEqualTo(expected);
            assertThat(byKey(cluster.ownInstances()))
                    .as("view, round %d, seed %d", round, seed)
                    .isEqualTo(expected);
            if (random.nextInt(10) == 0) {
                services.close();
                services = start();
                services.restore(List.of());
                assertThat(memory())
                        .as("restarted, round %d, seed %d", round, seed)
                        .isEqualTo(expected);
                assertAllAgreeOn(expected);
            }
        }
    }

    /** One change; false if it was refused. */
    private boolean attempt(Random random, String id) {
        try {
            switch (random.nextInt(5)) {
                case 0 -> services.register("web", id, request(1 + random.nextInt(9)));
                case 1 -> services.register("web", id, request(80, check("ttl:1h")));
                case 2 -> services.deregister("web", id);
                case 3 -> services.state("web", id, ServiceState.values()[random.nextInt(3)], Optional.empty());
                default -> {
                    // A check that was told something stays told, and it is published later.
                    if (services.find("web", id)
                            .filter(found -> !found.checks().isEmpty())
                            .isPresent()) {
                        cluster.disturbance = () -> {};
                    }
                    services.heartbeat("web", id, Health.values()[random.nextInt(3)], "beat " + random.nextInt(9));
                }
            }
            return true;
        } catch (UncheckedIOException | IllegalStateException refused) {
            return false;
        }
    }
}
