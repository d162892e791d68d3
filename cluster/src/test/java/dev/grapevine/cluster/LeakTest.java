package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.grapevine.model.Health;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A stopped member leaves no threads, descriptors or references behind. */
class LeakTest {

    private static final int TIMES = 100;

    private static Cluster.Builder member(String cluster, String name) {
        return Cluster.builder()
                .name(name)
                .cluster(cluster)
                .port(0)
                .broadcast(0)
                .profile(Profile.LOCAL);
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("grapevine"))
                .toList();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void threads_and_descriptors_are_released_after_each_stop(@TempDir Path folder) {
        String name = "test-" + UUID.randomUUID();
        try (Cluster other = member(name, "other").start()) {
            once(name, other, folder); // loads the classes
            long before = descriptors();
            for (int i = 0; i < TIMES; i++) {
                once(name, other, folder);
            }
            // The other member's ends of the streams close a moment later.
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before));
            // Idle callback threads of the other member end after some seconds.
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(threads())
                            .containsExactlyInAnyOrder("grapevine-other", "grapevine-other-watchdog"));
        }
    }

    private static void once(String name, Cluster other, Path folder) {
        Cluster cluster = member(name, "m")
                .dataFolder(folder)
                .seeds(other.address().toString())
                .start();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> cluster.members().size() == 2);
        cluster.close();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void checks_leave_no_threads_and_descriptors_behind() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        List<HttpExchange> unanswered = new CopyOnWriteArrayList<>();
        try {
            int port = server.getAddress().getPort();
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            server.createContext("/silent", unanswered::add);
            checked(port); // loads the classes
            awaitNoCheckThreads();
            unanswered.forEach(HttpExchange::close);
            long before = descriptors();
            for (int i = 0; i < 20; i++) {
                checked(port);
            }
            awaitNoCheckThreads();
            unanswered.forEach(HttpExchange::close);
            // The server closes its ends of the other connections a moment later.
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before));
        } finally {
            server.stop(0);
        }
    }

    /** Starts a member with checks of all kinds, some of them in progress when it ends. */
    private static void checked(int port) {
        String url = "http://127.0.0.1:" + port;
        CountDownLatch asked = new CountDownLatch(1);
        try (Cluster cluster = member("test-" + UUID.randomUUID(), "checked").start()) {
            ServiceRegistration registration = cluster.register(
                    ServiceInstance.named("web").build(),
                    Check.http(url + "/").every(Duration.ofMillis(10)),
                    Check.tcp("127.0.0.1", port).every(Duration.ofMillis(10)),
                    Check.of(() -> Health.PASSING).every(Duration.ofMillis(10)),
                    Check.ttl(Duration.ofHours(1)));
            cluster.register(ServiceInstance.named("stuck").build(), Check.http(url + "/silent"), Check.of(() -> {
                asked.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return Health.PASSING;
            }));
            registration.pass();
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(2))
                    .until(() ->
                            asked.getCount() == 0 && registration.instance().health() == Health.PASSING);
        }
    }

    private static void awaitNoCheckThreads() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            System.gc(); // before Java 21 only this ends an HTTP client
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("grapevine") || name.startsWith("HttpClient"));
        });
    }

    @Test
    void a_shared_loop_keeps_no_reference_to_stopped_members() {
        String name = "test-" + UUID.randomUUID();
        List<WeakReference<Cluster>> gone = new ArrayList<>();
        try (ClusterLoop loop = ClusterLoop.start("test-shared")) {
            for (int i = 0; i < 10; i++) {
                Cluster cluster = member(name, "m" + i).loop(loop).start();
                gone.add(new WeakReference<>(cluster));
                cluster.close();
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                System.gc();
                return gone.stream().allMatch(one -> one.get() == null);
            });
        }
    }
}
