package dev.grapevine.agent.check;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.model.Health;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of servers that accept a connection and never respond, beside a check of a healthy server. */
final class HangingChecksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final CheckSpec.Pace PATIENT =
            new CheckSpec.Pace(Duration.ofMinutes(10), Duration.ofMinutes(10), 1, 1);
    private static final CheckSpec.Pace EACH_SECOND =
            new CheckSpec.Pace(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1);

    @ParameterizedTest
    @ValueSource(ints = {8, 60, 500})
    void checks_that_hang_delay_no_other(int hanging) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpServer well = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        well.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        well.start();
        try (ServerSocket silent = new ServerSocket(0, 1_000, LOOPBACK);
                HealthChecks checks = HealthChecks.start(Clock.systemUTC(), new FakeCluster(), key -> {})) {
            for (int i = 0; i < hanging; i++) {
                watch(checks, "silent" + i, silent.getLocalPort(), PATIENT);
            }
            watch(checks, "well", well.getAddress().getPort(), EACH_SECOND);
            await().atMost(PATIENCE).until(() -> asked.get() >= 3);
        } finally {
            well.stop(0);
        }
    }

    private static void watch(HealthChecks checks, String service, int port, CheckSpec.Pace pace) {
        checks.watch(
                new InstanceKey(service, "1"),
                "127.0.0.1",
                port,
                List.of(new CheckSpec.Http("/", pace)),
                Health.CRITICAL,
                "not checked yet",
                List.of(),
                null);
    }
}
