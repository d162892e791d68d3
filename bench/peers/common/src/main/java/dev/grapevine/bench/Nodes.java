package dev.grapevine.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The nodes of one run. Starts them, picks among them, waits for them to agree. Used by one thread. */
final class Nodes<H> {

    private static final long POLL_MILLIS = 2;

    /** How many nodes are killed at the same moment. */
    private static final int KILLERS = 16;

    private static final int SHORTEST_PAUSE_MILLIS = 100;
    private static final int PAUSE_SPREAD_MILLIS = 1_000;

    private final Peer<H> peer;
    private final int startThreads;
    private final long limitMillis;
    private final Random random;
    private final Sightings sightings = new Sightings();
    private final List<Node<H>> all = new CopyOnWriteArrayList<>();
    private int named;

    Nodes(Peer<H> peer, Options options) {
        this.peer = peer;
        this.startThreads = Math.max(1, options.number("start-threads"));
        this.limitMillis = TimeUnit.SECONDS.toMillis(options.number("limit-seconds"));
        this.random = new Random(options.number("seed"));
    }

    /** How long a start took, and whether all nodes see each other. */
    record Started(double millis, boolean complete) {}

    Peer<H> peer() {
        return peer;
    }

    Sightings sightings() {
        return sightings;
    }

    /** The longest that anything is waited for. */
    long limitMillis() {
        return limitMillis;
    }

    // ---- picking

    /** The running nodes. The seed of all others comes first. */
    List<Node<H>> live() {
        return all.stream().filter(Node::alive).collect(Collectors.toCollection(ArrayList::new));
    }

    /** Picks a node other than the seed. */
    Node<H> pick() {
        return pick(1).get(0);
    }

    /** Picks this many nodes other than the seed. */
    List<Node<H>> pick(int count) {
        List<Node<H>> candidates = live();
        candidates.remove(0);
        Collections.shuffle(candidates, random);
        return candidates.subList(0, count);
    }

    Node<H> pickAny() {
        List<Node<H>> live = live();
        return live.get(random.nextInt(live.size()));
    }

    static <H> Set<String> namesOf(List<Node<H>> nodes) {
        return nodes.stream().map(Node::name).collect(Collectors.toCollection(HashSet::new));
    }

    // ---- starting

    /** Starts this many nodes in parallel, one per start thread, and waits until all nodes see each other. */
    Started start(int count) throws InterruptedException {
        long began = System.nanoTime();
        List<Node<H>> fresh = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fresh.add(new Node<>("n" + named++, sightings, peer.removesAtLeave()));
        }
        boolean complete = all.isEmpty() ? startEach(List.of(fresh.remove(0)), null) : true;
        if (complete) {
            complete = startThreads == 1 ? startOneByOne(fresh) : startEach(fresh, seed());
        }
        List<Node<H>> live = live();
        complete = complete && until(() -> agree(live));
        if (!complete) {
            System.err.println("not all nodes see each other; members seen: "
                    + live.stream()
                            .map(node -> node.name() + "=" + node.members())
                            .collect(Collectors.joining(" ")));
        }
        return new Started(Report.millis(System.nanoTime() - began), complete);
    }

    private H seed() {
        return live().get(0).handle();
    }

    private boolean startOneByOne(List<Node<H>> fresh) throws InterruptedException {
        for (Node<H> node : fresh) {
            if (!startEach(List.of(node), seed())) {
                return false;
            }
            List<Node<H>> live = live();
            if (!until(() -> agree(live))) {
                return false;
            }
        }
        return true;
    }

    private boolean startEach(List<Node<H>> fresh, @Nullable H seed) throws InterruptedException {
        if (fresh.isEmpty()) {
            return true;
        }
        boolean done = atOnce(startThreads, fresh, node -> node.started(peer.start(node.name(), seed, node)));
        all.addAll(fresh); // ordered by number, not by time of start, so the same seed picks the same victims
        return done;
    }

    // ---- ending

    void kill(List<Node<H>> victims) throws InterruptedException {
        victims.forEach(Node::gone);
        atOnce(KILLERS, victims, victim -> peer.kill(victim.handle()));
    }

    private interface Step<T> {
        void run(T subject) throws Exception;
    }

    /** @return whether the action was done for all nodes within the limit; failures are printed on standard error */
    private <T> boolean atOnce(int threads, List<T> subjects, Step<T> step) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        ExecutorService executor = Executors.newFixedThreadPool(Math.min(threads, subjects.size()), task -> {
            Thread thread = new Thread(task, "bench");
            thread.setDaemon(true);
            return thread;
        });
        List<Future<?>> pending = new ArrayList<>();
        for (T subject : subjects) {
            pending.add(executor.submit(() -> {
                step.run(subject);
                return null;
            }));
        }
        boolean done = true;
        for (Future<?> one : pending) {
            try {
                one.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                System.err.println("failed: " + (e.getCause() == null ? e : e.getCause()));
                done = false;
            }
        }
        executor.shutdownNow();
        return done;
    }

    // ---- waiting

    boolean until(BooleanSupplier condition) throws InterruptedException {
        return until(limitMillis, condition);
    }

    static boolean until(long limitMillis, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        while (System.nanoTime() < end) {
            if (condition.getAsBoolean()) {
                return true;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return condition.getAsBoolean();
    }

    /** Whether each of these nodes sees exactly these nodes. Cheap as long as they do not agree. */
    static <H> boolean agree(List<Node<H>> nodes) {
        for (Node<H> node : nodes) {
            if (node.members() != nodes.size()) {
                return false;
            }
        }
        Set<String> names = namesOf(nodes);
        return nodes.stream().allMatch(node -> node.sees(names));
    }

    /** Waits a random time, so that the next action comes at a random phase of the measured system's timers. */
    void pause() throws InterruptedException {
        Thread.sleep(SHORTEST_PAUSE_MILLIS + random.nextInt(PAUSE_SPREAD_MILLIS));
    }
}
