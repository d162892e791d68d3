package dev.grapevine.agent.demo;

import dev.grapevine.agent.cli.AgentClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An agent as a child process. It ends when the pipe to it is closed, and so even if this process is killed. */
final class DemoMember {

    private static final Pattern GOSSIP = Pattern.compile(" AGENT .*gossip on ([^\\s,]+)");
    private static final Pattern HTTP = Pattern.compile(" HTTP on ([^\\s,]+)");
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final int LAST_LINES = 5;

    private final String name;
    private final Process process;
    private final Instant started;
    private final CompletableFuture<String> gossip = new CompletableFuture<>();
    private final CompletableFuture<String> http = new CompletableFuture<>();
    private final List<String> last = new ArrayList<>();

    private DemoMember(String name, Process process, Instant started) {
        this.name = name;
        this.process = process;
        this.started = started;
    }

    /**
     * Starts an agent, and returns at once.
     *
     * @param gossip port, or 0 for any free one
     * @param http port, or 0 for any free one
     * @param seeds gossip addresses
     */
    static DemoMember start(String name, String cluster, int gossip, int http, List<String> seeds) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.grapevine.agent.Main",
                "agent",
                "--ends-with-parent",
                "--node-id=" + name,
                "--cluster=" + cluster,
                "--port=" + gossip,
                "--http=127.0.0.1:" + http,
                "--dns=off",
                "--broadcast=off",
                "--stats-interval=off"));
        seeds.forEach(seed -> command.add("--seed=" + seed));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // The demo needs no configuration, so environment variables must not change it.
        builder.environment()
                .keySet()
                .removeIf(variable -> variable.startsWith("GRAPEVINE_")
                        || variable.startsWith("NODE_")
                        || variable.equals("SEED_NODES")
                        || variable.equals("SERVICES"));
        try {
            Instant started = Instant.now();
            DemoMember member = new DemoMember(name, builder.start(), started);
            Thread reader = new Thread(member::read, "output-" + name);
            reader.setDaemon(true);
            reader.start();
            return member;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a process for " + name + ": " + e.getMessage(), e);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                complete(gossip, GOSSIP.matcher(line));
                complete(http, HTTP.matcher(line));
                synchronized (last) {
                    last.add(line);
                    if (last.size() > LAST_LINES) {
                        last.remove(0);
                    }
                }
            }
        } catch (IOException ended) {
            // The output ends with the process.
        } finally {
            gossip.completeExceptionally(new IllegalStateException("the process has ended"));
            http.completeExceptionally(new IllegalStateException("the process has ended"));
        }
    }

    private static void complete(CompletableFuture<String> address, Matcher logged) {
        if (logged.find()) {
            address.complete(logged.group(1));
        }
    }

    /**
     * Waits until it listens.
     *
     * @throws DemoException if it does not, with its last line of output
     */
    void awaitListening() throws InterruptedException {
        try {
            CompletableFuture.allOf(gossip, http).get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new DemoException(name + " did not start" + lastLine());
        }
    }

    /** Its last line of output, without the advice, which does not apply to a demo. */
    private String lastLine() {
        synchronized (last) {
            return last.isEmpty()
                    ? ""
                    : ": "
                            + last.get(last.size() - 1)
                                    .replaceFirst("^grapevine: ", "")
                                    .replaceFirst("; .*", "");
        }
    }

    String name() {
        return name;
    }

    Instant started() {
        return started;
    }

    long pid() {
        return process.pid();
    }

    /** Its gossip address; empty until it listens. */
    Optional<String> gossip() {
        return known(gossip);
    }

    /** Its HTTP address; empty until it listens. */
    Optional<String> http() {
        return known(http);
    }

    private static Optional<String> known(CompletableFuture<String> address) {
        return address.isDone() && !address.isCompletedExceptionally() ? Optional.of(address.join()) : Optional.empty();
    }

    AgentClient client() {
        return new AgentClient(
                URI.create("http://" + http().orElseThrow(() -> new DemoException(name + " does not listen"))),
                Optional.empty());
    }

    boolean running() {
        return process.isAlive();
    }

    /**
     * SIGKILL: it cannot tell the others.
     *
     * @return when the signal was sent
     */
    Instant kill() {
        Instant sent = Instant.now();
        process.toHandle().destroyForcibly();
        return sent;
    }

    /**
     * SIGTERM: it leaves.
     *
     * @return when the signal was sent
     */
    Instant terminate() {
        Instant sent = Instant.now();
        // Not Process.destroy, which also closes the pipe and so ends the agent at once.
        process.toHandle().destroy();
        return sent;
    }

    boolean awaitEnd(Duration timeout) throws InterruptedException {
        return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
