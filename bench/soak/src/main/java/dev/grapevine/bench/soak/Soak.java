package dev.grapevine.bench.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A soak: agents as processes, a load for most of the time, then a judgement. Arguments: seconds in all, folder for the
 * output, jar of the agent, then the JVM options of an agent. Exits with 1 if anything is not as it should be.
 */
final class Soak {

    private final SoakOptions options;
    private final Timeline timeline = new Timeline();
    private final Notes notes = new Notes();
    private final SoakCluster cluster;
    private final Registrations registrations;
    private final Clients clients;
    private final Churn churn;
    private final FailureWatch watch;
    private final Report report;
    private final List<Sampler> samplers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(6, Soak::daemon);
    private volatile boolean loaded = true;

    private Soak(SoakOptions options) throws IOException {
        this.options = options;
        SplittableRandom random = new SplittableRandom(options.seed());
        this.cluster = new SoakCluster(options);
        this.registrations = new Registrations(cluster, notes, random.split());
        this.clients = new Clients(cluster, notes);
        this.churn = new Churn(cluster, registrations, timeline, notes, random.split());
        this.watch = new FailureWatch(cluster, timeline, notes);
        this.report = new Report(options.folder());
        for (int place = 0; place < SoakCluster.SIZE; place++) {
            samplers.add(new Sampler(cluster, place, timeline, report, notes));
        }
    }

    public static void main(String[] args) throws Exception {
        SoakOptions options = new SoakOptions(
                Duration.ofSeconds(Long.parseLong(args[0])),
                Path.of(args[1]),
                Path.of(args[2]),
                List.of(args).subList(3, args.length),
                System.currentTimeMillis());
        System.out.println("soak: " + options.total().toSeconds() + " s, seed " + options.seed() + ", output in "
                + options.folder());
        Soak soak = new Soak(options);
        Runtime.getRuntime().addShutdownHook(new Thread(soak.cluster::close, "kill-agents"));
        boolean well;
        try (CheckTargets targets = new CheckTargets()) {
            targets.start();
            well = soak.run();
        } finally {
            soak.cluster.close();
        }
        System.exit(well ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException {
        for (int place = 0; place < SoakCluster.SIZE; place++) {
            cluster.start(place, "m" + (place + 1));
        }
        cluster.awaitReady();
        double from = timeline.seconds();
        System.out.printf(Locale.ROOT, "%d agents are ready after %.0f s%n", SoakCluster.SIZE, from);
        Attacker attacker = new Attacker(cluster, timeline, notes, new SplittableRandom(options.seed() + 1));
        load(attacker);
        double to = options.load().toMillis() / 1e3;
        while (timeline.seconds() < to && cluster.steady().stream().allMatch(SoakAgent::running)) {
            Thread.sleep(500);
        }
        attacker.end();
        end();
        double loadEnd = timeline.seconds();
        System.out.printf(Locale.ROOT, "the load ended after %.0f s%n", loadEnd);
        Duration left =
                options.total().minusMillis((long) (timeline.seconds() * 1e3)).minusSeconds(12);
        List<Judgement> judgements = new ArrayList<>();
        judgements.add(alive());
        judgements.addAll(
                new EndJudge(cluster, options, registrations).judge(left.isNegative() ? Duration.ofSeconds(20) : left));
        timers.shutdownNow();
        watch.end();
        judgements.addAll(flatness(from, loadEnd));
        judgements.add(none("running member declared dead", watch.unfounded()));
        judgements.add(none(
                "exception, error or long line in a log",
                LogJudge.bad(options.folder().resolve("logs"))));
        judgements.add(none("other fault", notes.faults()));
        report.write(timeline, samplers.stream().map(Sampler::samples).toList(), judgements, notes);
        return judgements.stream().allMatch(Judgement::holds);
    }

    private void load(Attacker attacker) {
        start(attacker, "attacker");
        start(churn, "churn");
        for (SoakAgent agent : cluster.steady()) {
            start(() -> uninterrupted(() -> watch.follow(agent)), "events-" + agent.name());
        }
        for (int place = 0; place < SoakCluster.SIZE; place++) {
            int at = place;
            start(() -> uninterrupted(() -> waitForChanges(at)), "client-" + place);
            start(() -> uninterrupted(() -> sample(at)), "sampler-" + place);
            registrations.expect("m" + (place + 1));
        }
        SplittableRandom random = new SplittableRandom(options.seed() + 2);
        every(2_000, registrations::heartbeats);
        every(10_000, registrations::repeat);
        every(15_000, whileLoaded(registrations::drain));
        every(2_500, whileLoaded(registrations::jobs));
        every(500, whileLoaded(() -> clients.rude(random)));
    }

    private Runnable whileLoaded(Runnable task) {
        return () -> {
            if (loaded) {
                task.run();
            }
        };
    }

    private void waitForChanges(int place) throws InterruptedException {
        String index = "0";
        while (loaded) {
            index = clients.await(place, index);
        }
    }

    private void sample(int place) throws InterruptedException {
        double collected = -options.heapInterval().toSeconds();
        // One after the other, as collections of all at once would take both processors.
        Thread.sleep(place * options.sampleInterval().toMillis() / SoakCluster.SIZE);
        while (loaded) {
            boolean collect =
                    timeline.seconds() - collected >= options.heapInterval().toSeconds();
            if (collect) {
                collected = timeline.seconds();
            }
            samplers.get(place).sample(collect);
            Thread.sleep(options.sampleInterval().toMillis());
        }
    }

    private void end() throws InterruptedException {
        loaded = false;
        churn.end();
        for (Thread thread : threads) {
            if (thread.getName().equals("churn") || thread.getName().equals("attacker")) {
                thread.join(Duration.ofSeconds(30).toMillis());
            }
        }
        clients.end();
    }

    private Judgement alive() {
        List<String> ended = new ArrayList<>();
        for (SoakAgent agent : cluster.all()) {
            if (agent.endedByItself()) {
                ended.add(agent.name() + " ended by itself with status " + agent.exitStatus() + ", see " + agent.log());
            }
        }
        return none("agent that ended by itself", ended);
    }

    private static Judgement none(String what, List<String> found) {
        return new Judgement(
                found.isEmpty(),
                found.isEmpty()
                        ? "no " + what
                        : found.size() + " x " + what + ":\n        " + String.join("\n        ", found));
    }

    private List<Judgement> flatness(double from, double to) {
        FlatnessJudge judge = new FlatnessJudge(from, to, timeline.marks());
        List<Judgement> judgements = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            for (int place = 0; place < SoakCluster.STEADY; place++) {
                judgements.add(
                        judge.judge("m" + (place + 1), samplers.get(place).samples(), measure));
            }
        }
        return judgements;
    }

    private interface Task {
        void run() throws InterruptedException;
    }

    private static void uninterrupted(Task task) {
        try {
            task.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    private void start(Runnable task, String name) {
        Thread thread = daemon(() -> {
            try {
                task.run();
            } catch (RuntimeException broken) {
                broken.printStackTrace();
                notes.fault("the soak itself: " + name + " ended with " + broken);
            }
        });
        thread.setName(name);
        threads.add(thread);
        thread.start();
    }

    private void every(long millis, Runnable task) {
        timers.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException broken) {
                        broken.printStackTrace();
                        notes.fault("the soak itself: " + broken);
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }
}
