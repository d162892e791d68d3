import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.net.httpserver.HttpServer;
import dev.grapevine.agent.check.HealthChecks;
import dev.grapevine.agent.check.InstanceKey;
import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.model.Health;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs the checks of an agent against a server in a process of its own, which notes when it is asked. Prints how much
 * later than its interval each run came, and what the checks cost their process.
 *
 * <p>Arguments: this file, checks, checks that hang, interval in ms, seconds to measure. The first intervals do not count.
 */
final class Checks {

    private Checks() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("server")) {
            serve(Long.parseLong(args[1]));
        } else {
            measure(
                    args[0],
                    Integer.parseInt(args[1]),
                    Integer.parseInt(args[2]),
                    Long.parseLong(args[3]),
                    Integer.parseInt(args[4]));
        }
    }

    // ---- the server: a line on its input begins the measurement, the next one ends it

    private static void serve(long intervalMillis) throws IOException {
        Map<String, Long> last = new ConcurrentHashMap<>();
        Map<String, Long> late = new ConcurrentHashMap<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        server.createContext("/", exchange -> {
            long now = System.nanoTime();
            String path = exchange.getRequestURI().getPath();
            Long before = last.put(path, now);
            if (before != null) {
                late.put(path + " " + now, now - before - intervalMillis * 1_000_000);
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        System.out.println(server.getAddress().getPort());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        in.readLine();
        late.clear();
        in.readLine();
        long[] nanos = late.values().stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "runs %d, late by ms: median %.2f, p99 %.2f, max %.2f%n",
                nanos.length, percentile(nanos, 0.5), percentile(nanos, 0.99), percentile(nanos, 1));
        server.stop(0);
    }

    private static double percentile(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
    }

    // ---- the checks

    private static void measure(String source, int count, int hanging, long intervalMillis, int seconds) throws Exception {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source,
                        "server",
                        Long.toString(intervalMillis))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        int port = Integer.parseInt(out.readLine());
        Duration interval = Duration.ofMillis(intervalMillis);
        CheckSpec.Pace pace = new CheckSpec.Pace(interval, interval, 2, 1);
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        try (ServerSocket silent = new ServerSocket(0, 10_000, InetAddress.getLoopbackAddress());
                Cluster member = Cluster.builder().name("bench").port(0).start();
                HealthChecks checks = HealthChecks.start(Clock.systemUTC(), member, key -> {})) {
            for (int i = 0; i < hanging; i++) {
                watch(checks, "silent" + i, silent.getLocalPort(), pace);
            }
            for (int i = 0; i < count; i++) {
                watch(checks, "well" + i, port, pace);
            }
            Thread.sleep(3_000 + 2 * intervalMillis);
            tell(server);
            long cpuBefore = system.getProcessCpuTime();
            long began = System.nanoTime();
            Thread.sleep(1_000L * seconds);
            double cpu = 100.0 * (system.getProcessCpuTime() - cpuBefore) / (System.nanoTime() - began);
            tell(server);
            System.out.println(out.readLine());
            long threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("grapevine"))
                    .count();
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.printf(
                    "CPU %.1f %% of a processor, %d threads, %s descriptors, %.1f MB of heap%n",
                    cpu,
                    threads,
                    system instanceof UnixOperatingSystemMXBean unix ? unix.getOpenFileDescriptorCount() : "?",
                    (runtime.totalMemory() - runtime.freeMemory()) / 1e6);
        } finally {
            server.destroy();
        }
    }

    private static void tell(Process server) throws IOException {
        server.getOutputStream().write('\n');
        server.getOutputStream().flush();
    }

    private static void watch(HealthChecks checks, String service, int port, CheckSpec.Pace pace) {
        checks.watch(
                new InstanceKey(service, "1"),
                "127.0.0.1",
                port,
                List.of(new CheckSpec.Http("/" + service, pace)),
                Health.CRITICAL,
                "not checked yet",
                List.of(),
                null);
    }
}
