package dev.grapevine.agent.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.config.CheckSyntax;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.agent.tls.TestCertificate;
import dev.grapevine.cluster.check.HttpCheckOptions;
import dev.grapevine.cluster.check.InstanceVerdict;
import dev.grapevine.model.Health;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gRPC checks of a server of grpc-java. */
class GrpcChecksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final InstanceKey API = new InstanceKey("api", "1");

    private final HealthChecks checks = HealthChecks.start(Clock.systemUTC(), new FakeCluster(), key -> {});
    private final HealthStatusManager health = new HealthStatusManager();
    private final List<Server> servers = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        checks.close();
        servers.forEach(Server::shutdownNow);
    }

    private int serve(ServerCredentials credentials, boolean healthy) throws IOException {
        var builder = Grpc.newServerBuilderForPort(0, credentials);
        Server server = (healthy ? builder.addService(health.getHealthService()) : builder)
                .build()
                .start();
        servers.add(server);
        return server.getPort();
    }

    private void watch(String check, HttpCheckOptions trust, int port) {
        CheckSpec.Grpc parsed = (CheckSpec.Grpc) CheckSyntax.parse(check);
        CheckSpec.Pace patient = new CheckSpec.Pace(PATIENCE, PATIENCE, 1, 1);
        checks.watch(
                API,
                "127.0.0.1",
                port,
                List.of(new CheckSpec.Grpc(
                        parsed.tls(), parsed.target(), parsed.service(), trust, patient, CheckSpec.Label.NONE)),
                Health.CRITICAL,
                InstanceVerdict.NOT_CHECKED,
                List.of(),
                null);
    }

    private String run(String check, HttpCheckOptions trust, int port) {
        checks.unwatch(API);
        watch(check, trust, port);
        await().atMost(PATIENCE).until(() -> checks.status(API).get(0).at().isPresent());
        CheckStatus status = checks.status(API).get(0);
        return status.health() + " " + status.output();
    }

    private String run(String check, int port) {
        return run(check, HttpCheckOptions.NONE, port);
    }

    @Test
    void the_check_follows_what_the_server_says_of_itself_and_of_its_services() throws IOException {
        int port = serve(InsecureServerCredentials.create(), true);
        assertThat(run("grpc", port)).isEqualTo("PASSING the server is SERVING");
        health.setStatus("", ServingStatus.NOT_SERVING);
        assertThat(run("grpc:", port)).isEqualTo("CRITICAL the server is NOT_SERVING");
        health.setStatus("", ServingStatus.SERVING);
        health.setStatus("shop.Cart", ServingStatus.SERVING);
        assertThat(run("grpc://127.0.0.1:" + port + "/shop.Cart", 1)).isEqualTo("PASSING service shop.Cart is SERVING");
        health.setStatus("shop.Cart", ServingStatus.UNKNOWN);
        assertThat(run("grpc:/shop.Cart", port)).isEqualTo("CRITICAL service shop.Cart is UNKNOWN");
        assertThat(run("grpc:/shop.Till", port)).isEqualTo("CRITICAL the server does not know service shop.Till");
    }

    @Test
    void a_running_check_changes_with_the_server() throws IOException {
        int port = serve(InsecureServerCredentials.create(), true);
        CheckSpec.Pace pace = new CheckSpec.Pace(Duration.ofMillis(500), Duration.ofMillis(500), 1, 1);
        checks.watch(
                API,
                "127.0.0.1",
                port,
                List.of(new CheckSpec.Grpc(false, "", "", HttpCheckOptions.NONE, pace, CheckSpec.Label.NONE)),
                Health.CRITICAL,
                InstanceVerdict.NOT_CHECKED,
                List.of(),
                null);
        await().atMost(PATIENCE).until(() -> checks.status(API).get(0).health() == Health.PASSING);
        health.setStatus("", ServingStatus.NOT_SERVING);
        await().atMost(PATIENCE).until(() -> checks.status(API).get(0).health() == Health.CRITICAL);
        health.setStatus("", ServingStatus.SERVING);
        await().atMost(PATIENCE).until(() -> checks.status(API).get(0).health() == Health.PASSING);
    }

    @Test
    void what_is_no_health_service_says_so() throws IOException {
        assertThat(run("grpc", serve(InsecureServerCredentials.create(), false)))
                .isEqualTo("CRITICAL the server has no health service (grpc.health.v1.Health)");
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        assertThat(run("grpc", nobody)).isEqualTo("CRITICAL grpc://127.0.0.1:" + nobody + ": Connection refused");
    }

    @Test
    void with_tls_the_certificate_is_verified() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own");
        int port = serve(
                TlsServerCredentials.create(
                        own.certificate().toFile(), own.key().toFile()),
                true);
        assertThat(run("grpcs", port)).startsWith("CRITICAL grpcs://127.0.0.1:" + port + ": ");
        assertThat(run("grpcs", new HttpCheckOptions(Map.of(), true, Optional.of(own.certificate())), port))
                .isEqualTo("PASSING the server is SERVING");
        assertThat(run("grpcs", new HttpCheckOptions(Map.of(), false, Optional.empty()), port))
                .isEqualTo("PASSING the server is SERVING");
    }

    @Test
    void only_a_whole_response_has_a_status() {
        assertThat(GrpcHealth.status(new byte[] {0, 0, 0, 0, 2, 8, 1})).isEqualTo(1);
        assertThat(GrpcHealth.status(new byte[] {0, 0, 0, 0, 0})).isZero();
        assertThat(GrpcHealth.status(new byte[] {0, 0, 0, 0, 6, 0x12, 2, 'a', 'b', 8, 2}))
                .isEqualTo(2);
        assertThat(GrpcHealth.status(new byte[] {1, 0, 0, 0, 2, 8, 1})).isEqualTo(-1);
        assertThat(GrpcHealth.status(new byte[] {0, 0, 0, 0, 3, 8, 1})).isEqualTo(-1);
        assertThat(GrpcHealth.status(new byte[] {0, 0, 0, 0, 2, 0x12, 1})).isEqualTo(-1);
        assertThat(GrpcHealth.status(new byte[] {0, 0, 0, 0, 1, 8})).isEqualTo(-1);
        assertThat(GrpcHealth.request("a")).containsExactly(0, 0, 0, 0, 3, 0x0a, 1, 'a');
        Random random = new Random(7);
        for (int i = 0; i < 1_000_000; i++) {
            byte[] noise = new byte[random.nextInt(24)];
            random.nextBytes(noise);
            if (noise.length > 5) {
                System.arraycopy(new byte[] {0, 0, 0, 0, (byte) (noise.length - 5)}, 0, noise, 0, 5);
            }
            assertThat(GrpcHealth.status(noise) >= -1).isTrue();
        }
    }
}
