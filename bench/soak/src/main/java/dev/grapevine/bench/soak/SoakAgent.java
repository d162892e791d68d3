package dev.grapevine.bench.soak;

import dev.grapevine.agent.cli.AgentClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An agent as a process. It ends when the pipe to it is closed, and so even if this process is killed. Thread-safe.
 */
final class SoakAgent {

    static final int GOSSIP_PORT = 7700;
    static final int HTTP_PORT = 8500;

    private static final int END_SECONDS = 15;

    private final String name;
    private final String host;
    private final Process process;
    private final Path log;
    private final AgentClient client;
    private volatile boolean ended;
    private volatile double hangsUntil;

    private SoakAgent(String name, String host, Process process, Path log) {
        this.name = name;
        this.host = host;
        this.process = process;
        this.log = log;
        this.client = new AgentClient(URI.create("http://" + host + ":" + HTTP_PORT), Optional.empty());
    }

    /**
     * Starts an agent, and returns at once.
     *
     * @param host loopback address that it listens on
     * @param run number of this process, for the name of its log
     * @param seeds addresses of other agents
     */
    static SoakAgent start(SoakOptions options, String name, String host, int run, List<String> seeds)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(javaTool("java"));
        command.addAll(options.jvmOptions());
        command.addAll(List.of(
                "-jar",
                options.jar().toString(),
                "agent",
                "--ends-with-parent",
                "--node-id=" + name,
                "--cluster=" + SoakOptions.CLUSTER,
                "--bind=" + host,
                "--port=" + GOSSIP_PORT,
                "--http=" + host + ":" + HTTP_PORT,
                "--dns=off",
                "--broadcast=off",
                "--data=" + options.folder().resolve("data").resolve(name)));
        seeds.forEach(seed -> command.add("--seed=" + seed + ":" + GOSSIP_PORT));
        Path log = options.folder().resolve("logs").resolve(name + "." + run + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // The settings of this process must not change the agents.
        builder.environment()
                .keySet()
                .removeIf(variable -> variable.startsWith("GRAPEVINE_")
                        || variable.startsWith("NODE_")
                        || variable.equals("SEED_NODES")
                        || variable.equals("SERVICES")
                        || variable.equals("JAVA_TOOL_OPTIONS"));
        return new SoakAgent(name, host, builder.start(), log);
    }

    /** A program of the JDK that runs this one. */
    static String javaTool(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    String name() {
        return name;
    }

    /** The address of its API and its gossip. */
    String host() {
        return host;
    }

    long pid() {
        return process.pid();
    }

    Path log() {
        return log;
    }

    AgentClient client() {
        return client;
    }

    boolean running() {
        return process.isAlive();
    }

    /** Whether it ended though nobody ended it. */
    boolean endedByItself() {
        return !ended && !process.isAlive();
    }

    int exitStatus() {
        return process.exitValue();
    }

    /** Whether it is stopped by SIGSTOP. */
    boolean hangs(double nowSeconds) {
        return nowSeconds < hangsUntil;
    }

    /** SIGKILL: it cannot tell the others. */
    void kill() throws InterruptedException {
        ended = true;
        process.toHandle().destroyForcibly();
        process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * SIGTERM: it leaves.
     *
     * @return whether it ended in time, and with status 0
     */
    boolean leave() throws InterruptedException {
        ended = true;
        // Process.destroy would also close the pipe, and so end it at once.
        process.toHandle().destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            kill();
            return false;
        }
        return process.exitValue() == 0;
    }

    /** SIGSTOP, and SIGCONT after a while. A process of its own wakes it, even if this one is killed. */
    void hang(Duration duration, double nowSeconds) throws IOException {
        hangsUntil = nowSeconds + duration.toMillis() / 1e3 + 1;
        new ProcessBuilder(
                        "sh",
                        "-c",
                        "kill -STOP \"$1\" && sleep \"$2\"; kill -CONT \"$1\"",
                        "sh",
                        Long.toString(pid()),
                        Double.toString(duration.toMillis() / 1e3))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    boolean answers() {
        try {
            client.get("/readyz", Duration.ofSeconds(2));
            return true;
        } catch (RuntimeException notYet) {
            return false;
        }
    }

    long logBytes() throws IOException {
        return Files.size(log);
    }
}
