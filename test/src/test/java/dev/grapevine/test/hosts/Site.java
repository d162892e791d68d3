package dev.grapevine.test.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.test.Json;
import dev.grapevine.test.Node;
import dev.grapevine.test.Nodes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Hosts on one network, with an agent on each, shared by the tests of a class. A test that fails leaves its hosts
 * broken, so the next test gets new ones. The member {@code nodeN} on {@code hostN} publishes one service,
 * {@code svc-nodeN}.
 */
final class Site implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    /** All members must agree within this time after a fault has ended. */
    static final Duration AGREEMENT_LIMIT = Duration.ofSeconds(45);

    private final int size;
    private final boolean seeded;
    private final String[] flags;
    private final Nodes nodes = new Nodes();
    private final List<Host> hosts = new ArrayList<>();
    private final Map<Host, Node> agents = new HashMap<>();
    private final Map<Host, EventRecorder> recorders = new HashMap<>();
    private final List<EventRecorder> ended = new ArrayList<>();
    private long testBegan;

    private Site(int size, boolean seeded, String... flags) {
        this.size = size;
        this.seeded = seeded;
        this.flags = flags;
    }

    /**
     * @param size number of hosts
     * @param flags for every agent
     */
    static Site of(int size, String... flags) {
        return new Site(size, true, flags);
    }

    /** Hosts whose agents have no seeds, and find each other by broadcast. */
    static Site unseeded(int size, String... flags) {
        return new Site(size, false, flags);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        context.getRoot().getStore(Namespace.create(Site.class)).computeIfAbsent("bridges", key -> {
            Host.bridges();
            return key;
        });
        if (hosts.isEmpty()) {
            nodes.open(context.getRequiredTestClass().getSimpleName());
            IntStream.rangeClosed(1, size).forEach(number -> hosts.add(Host.create(number)));
            hosts.forEach(host -> launch(host, plan(host)));
            hosts.forEach(this::up);
            settle();
        }
        testBegan = System.nanoTime();
        System.out.println("---- " + context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            events().forEach(System.out::println);
            remove();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        remove();
    }

    private void remove() {
        nodes.close();
        hosts.forEach(Host::remove);
        hosts.clear();
        agents.clear();
        recorders.clear();
        ended.clear();
    }

    // ---- hosts and agents

    /** @param number from 1 */
    Host host(int number) {
        return hosts.get(number - 1);
    }

    List<Host> hosts(int... numbers) {
        return IntStream.of(numbers).mapToObj(this::host).toList();
    }

    List<Host> hosts() {
        return List.copyOf(hosts);
    }

    List<Host> without(Host... others) {
        List<Host> rest = hosts();
        return rest.stream().filter(host -> !List.of(others).contains(host)).toList();
    }

    Node node(Host host) {
        Node node = agents.get(host);
        if (node == null) {
            throw new AssertionError("there is no agent on " + host);
        }
        return node;
    }

    private List<Node> nodes(Collection<Host> some) {
        return some.stream().map(this::node).toList();
    }

    /** The plan for the agent of a host. The first host is the seed of the others. */
    Node.Plan plan(Host host, String... more) {
        return plan(host, Map.of(), more);
    }

    /** @param environment additional environment variables */
    Node.Plan plan(Host host, Map<String, String> environment, String... more) {
        List<String> all = new ArrayList<>(List.of("--service=" + service(host.member()) + ":80"));
        all.addAll(List.of(flags));
        all.addAll(List.of(more));
        if (seeded && host != hosts.get(0)) {
            all.add("--seed=" + hosts.get(0).seed());
        }
        return host.plan("site", all, environment);
    }

    private static String service(String member) {
        return "svc-" + member;
    }

    /** Starts an agent, and returns at once. */
    void launch(Host host, Node.Plan plan) {
        agents.put(host, nodes.launch(plan));
    }

    /** Starts an agent of this or an earlier version, and returns at once. */
    void launch(Host host, Node.Plan plan, Path jar) {
        agents.put(host, nodes.launch(plan, jar));
    }

    /** Waits until the agent of a host responds. */
    void up(Host host) {
        nodes.up(node(host));
        EventRecorder previous = recorders.put(host, EventRecorder.of(node(host)));
        if (previous != null) {
            ended.add(previous);
        }
    }

    /** The hosts that have a tether with this one. */
    List<Host> tetheredTo(Host host) {
        List<String> connections = Readings.connections(host);
        return without(host).stream()
                .filter(other -> connections.stream().anyMatch(line -> line.contains(other.address() + ":")))
                .toList();
    }

    // ---- waiting

    Duration until(String what, Callable<Boolean> condition) {
        return nodes.until(what, condition);
    }

    /** Waits until the members on these hosts see the others with a status, and all remaining members alive. */
    Duration untilSeen(Collection<Host> observers, Collection<Host> others, String status) {
        Map<String, String> expected = new TreeMap<>();
        hosts.forEach(host -> expected.put(host.member(), others.contains(host) ? status : "alive"));
        return nodes.untilAll(nodes(observers), expected);
    }

    /**
     * Waits until everything is as before the fault: every member sees every member alive, all hold the same view, each
     * service is listed once, and no member is suspected, degraded or not ready.
     *
     * @return how long that took
     */
    Duration settle() {
        Duration took = nodes.untilAll(nodes(hosts), Nodes.alive(nodes(hosts)));
        long began = System.nanoTime();
        Map<Node, String> wrong = new TreeMap<>(Comparator.comparing(Node::name));
        try {
            until("agreement", () -> {
                wrong.clear();
                String hash = String.valueOf(Readings.stats(node(hosts.get(0))).get("viewHash"));
                nodes(hosts).forEach(node -> unsettled(node, hash, wrong));
                return wrong.isEmpty();
            });
        } catch (ConditionTimeoutException late) {
            throw new AssertionError("not settled: " + wrong, late);
        }
        Duration all = took.plusNanos(System.nanoTime() - began);
        assertThat(all).as("time to agreement").isLessThan(AGREEMENT_LIMIT);
        return all;
    }

    private void unsettled(Node node, String hash, Map<Node, String> wrong) {
        Map<String, Object> stats = Readings.stats(node);
        if (!hash.equals(stats.get("viewHash")) || Readings.number(stats, "agreement") < 1) {
            wrong.put(node, "agreement " + stats.get("agreement") + " with view hash " + stats.get("viewHash"));
        } else if (!Readings.services(node).equals(expectedServices())) {
            wrong.put(node, "services " + Readings.services(node));
        } else if (!Boolean.TRUE.equals(Json.object(node.get("/v1/self")).get("ready"))) {
            wrong.put(node, "not ready");
        } else if (Readings.degraded(node).isEmpty()) {
            return;
        } else {
            wrong.put(node, "degraded " + Readings.degraded(node));
        }
    }

    private Map<String, List<String>> expectedServices() {
        Map<String, List<String>> expected = new TreeMap<>();
        hosts.forEach(host -> expected.put(service(host.member()), List.of(host.member())));
        return expected;
    }

    // ---- events

    /** All events of this test, in the order in which they arrived. */
    List<EventRecorder.ObservedEvent> events() {
        List<EventRecorder> all = new ArrayList<>(recorders.values());
        all.addAll(ended);
        return all.stream()
                .flatMap(recorder -> recorder.since(testBegan).stream())
                .sorted(Comparator.comparingLong(seen -> seen.nanos() - testBegan))
                .toList();
    }

    List<EventRecorder.ObservedEvent> events(String type) {
        return events().stream().filter(seen -> seen.type().equals(type)).toList();
    }

    /**
     * Waits until each of these members has reported an event.
     *
     * @param from the time of its cause, monotonic
     * @return how long it took the last member
     */
    Duration untilTold(Collection<Host> by, String type, Host subject, long from) {
        Map<String, EventRecorder.ObservedEvent> first = new TreeMap<>();
        until(type + " " + subject.member() + " at " + by, () -> {
            for (Host host : by) {
                EventRecorder recorder = recorders.get(host);
                if (recorder != null) {
                    recorder.since(from).stream()
                            .filter(seen ->
                                    seen.type().equals(type) && seen.subject().equals(subject.member()))
                            .findFirst()
                            .ifPresent(seen -> first.putIfAbsent(seen.by(), seen));
                }
            }
            return first.size() == by.size();
        });
        return Duration.ofNanos(first.values().stream()
                .mapToLong(seen -> seen.nanos() - from)
                .max()
                .orElseThrow());
    }

    /** Lets time pass, in which something must not happen. */
    void letPass(Duration time) {
        await().pollDelay(time).atMost(time.plus(Nodes.TIMEOUT)).until(() -> true);
    }

    /** Asserts that no member was declared dead in this test, except on these hosts. */
    void assertNoDeathBut(Host... dead) {
        List<String> names = List.of(dead).stream().map(Host::member).toList();
        assertThat(events("FAILED"))
                .as("deaths")
                .allSatisfy(seen -> assertThat(names).as(seen.toString()).contains(seen.subject()));
    }
}
