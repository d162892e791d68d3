package dev.grapevine.test;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The agents of a test. They end with the test. */
public final class Nodes implements BeforeEachCallback, AfterEachCallback {

    /** Far longer than anything takes even on a busy machine, so that only what never happens fails. */
    public static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(25);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Ports ports = new Ports();
    private final List<Node> started = new ArrayList<>();
    private String test = "";
    private Path folder = Program.output();

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        open(context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName());
    }

    /** @param name of the test; the output of the agents is kept in a folder of that name */
    public void open(String name) throws IOException {
        test = name;
        folder = Program.output().resolve("agents").resolve(test);
        Files.createDirectories(folder);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    /** Ends all agents. */
    public void close() {
        started.forEach(Node::kill);
        started.forEach(Node::end);
        started.clear();
    }

    int port() {
        return ports.free();
    }

    /** A plan for a member, with free ports. */
    public Node.Plan plan(String name, String cluster, String... flags) {
        return new Node.Plan(name, cluster, Node.Place.LOOPBACK, port(), port(), List.of(flags));
    }

    /** Starts an agent, and returns at once. */
    public Node launch(Node.Plan plan) {
        return launch(plan, Program.jar());
    }

    /** Starts an agent of this or an earlier version, and returns at once. */
    public Node launch(Node.Plan plan, Path jar) {
        try {
            Node node = Node.start(plan, jar, Files.createTempFile(folder, plan.name() + "-", ".log"), client);
            started.add(node);
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts an agent, and waits until it responds. */
    public Node start(Node.Plan plan) {
        return up(launch(plan));
    }

    public Node up(Node node) {
        until("response of " + node.name(), node::up);
        return node;
    }

    /**
     * Waits for a condition.
     *
     * @return how long that took
     */
    public Duration until(String what, Callable<Boolean> condition) {
        long began = System.nanoTime();
        await(test + ": " + what)
                .atMost(TIMEOUT)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL_INTERVAL)
                .until(condition);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /**
     * Waits until all of these agents know exactly the given members, with the given statuses.
     *
     * @return how long that took
     */
    public Duration untilAll(Collection<Node> nodes, Map<String, String> statuses) {
        List<Node> open = new ArrayList<>(nodes);
        long began = System.nanoTime();
        try {
            until(statuses.toString(), () -> {
                open.removeIf(node -> node.statuses().equals(statuses));
                return open.isEmpty();
            });
        } catch (ConditionTimeoutException late) {
            StringBuilder seen = new StringBuilder(String.valueOf(late.getMessage()));
            open.forEach(node ->
                    seen.append('\n').append(node.name()).append(" sees ").append(node.statuses()));
            throw new AssertionError(seen.toString(), late);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** The expected statuses if all of these are alive. */
    public static Map<String, String> alive(Collection<Node> nodes) {
        Map<String, String> statuses = new TreeMap<>();
        nodes.forEach(node -> statuses.put(node.name(), "alive"));
        return statuses;
    }

    /** The expected statuses if all of these are alive, and another one has the given status. */
    public static Map<String, String> alive(Collection<Node> nodes, Node other, String status) {
        Map<String, String> statuses = alive(nodes);
        statuses.put(other.name(), status);
        return statuses;
    }

    public static List<Node> without(Collection<Node> nodes, Node... others) {
        return nodes.stream()
                .filter(node -> Stream.of(others).noneMatch(other -> other == node))
                .toList();
    }
}
