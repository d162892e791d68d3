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

/** The agents of one test. All that it started have ended when the test has. */
public final class Nodes implements BeforeEachCallback, AfterEachCallback {

    /** Far more than anything takes on a machine that has time: only what never comes fails. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration LOOK = Duration.ofMillis(25);

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

    /** @param name of the test, or of what else they are for: what they print is kept in a folder of that name */
    public void open(String name) throws IOException {
        test = name;
        folder = Program.output().resolve("agents").resolve(test);
        Files.createDirectories(folder);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    /** Ends all that were started. */
    public void close() {
        started.forEach(Node::kill);
        started.forEach(Node::end);
        started.clear();
    }

    int port() {
        return ports.free();
    }

    /** A member in the making, with ports of its own. */
    Node.Plan plan(String name, String cluster, String... flags) {
        return new Node.Plan(name, cluster, Node.Place.LOOPBACK, port(), port(), List.of(flags));
    }

    /** Starts it and returns at once. */
    public Node launch(Node.Plan plan) {
        try {
            Node node = Node.start(plan, Files.createTempFile(folder, plan.name() + "-", ".log"), client);
            started.add(node);
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and waits until it answers. */
    public Node start(Node.Plan plan) {
        return up(launch(plan));
    }

    public Node up(Node node) {
        until("answer of " + node.name(), node::up);
        return node;
    }

    /** Waits for it. @return how long that took */
    public Duration until(String what, Callable<Boolean> condition) {
        long began = System.nanoTime();
        await(test + ": " + what)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .until(condition);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Waits until all of them know exactly these members, with these statuses. @return how long that took */
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

    /** All of these, alive. */
    public static Map<String, String> alive(Collection<Node> nodes) {
        Map<String, String> statuses = new TreeMap<>();
        nodes.forEach(node -> statuses.put(node.name(), "alive"));
        return statuses;
    }

    /** Those, and one that is not alive. */
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
