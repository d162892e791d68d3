package dev.grapevine.bench.soak;

import dev.grapevine.agent.api.StatsInfo;
import dev.grapevine.agent.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Samples the agent that runs at one place at the time. Thread-safe. */
final class Sampler {

    private static final Pattern HEAP = Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\"} (\\S+)");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");
    private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)");
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final SoakCluster cluster;
    private final int place;
    private final Timeline timeline;
    private final Report report;
    private final Notes notes;
    private final List<Sample> samples = new ArrayList<>();
    private @Nullable Counters last;

    Sampler(SoakCluster cluster, int place, Timeline timeline, Report report, Notes notes) {
        this.cluster = cluster;
        this.place = place;
        this.timeline = timeline;
        this.report = report;
        this.notes = notes;
    }

    /** Counters of an agent, of which the rates are made. */
    private record Counters(long pid, double second, long packets, long bytes, long log) {}

    /** @param collect whether to have its garbage collected before, and measure its heap */
    void sample(boolean collect) throws InterruptedException {
        SoakAgent agent = cluster.at(place);
        if (agent == null || !agent.running() || agent.hangs(timeline.seconds())) {
            return;
        }
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        double now = timeline.seconds();
        try {
            Path process = Path.of("/proc", Long.toString(agent.pid()));
            String status = Files.readString(process.resolve("status"));
            values.put(Measure.MEMORY, number(RESIDENT, status) * 1_024 / 1e6);
            values.put(Measure.THREADS, number(THREADS, status));
            try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
                values.put(Measure.DESCRIPTORS, (double) descriptors.count());
            }
            rates(agent, values);
            // Only of an agent that has answered: a JVM that is about to start takes the request for a thread dump.
            if (collect && collected(agent)) {
                Matcher heap =
                        HEAP.matcher(agent.client().get("/metrics", TIMEOUT).body());
                if (heap.find()) {
                    values.put(Measure.HEAP, Double.parseDouble(heap.group(1)) / 1e6);
                }
            }
        } catch (IOException | CommandException failed) {
            notes.failed("a sample", failed);
        }
        Sample sample = new Sample(now, place, agent.name(), values);
        synchronized (this) {
            samples.add(sample);
        }
        try {
            report.add(sample);
        } catch (IOException e) {
            notes.failed("writing a sample", e);
        }
    }

    private static double number(Pattern pattern, String text) throws IOException {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IOException("nothing in /proc for " + pattern);
        }
        return Double.parseDouble(found.group(1));
    }

    private static boolean collected(SoakAgent agent) throws IOException, InterruptedException {
        Process collection = new ProcessBuilder(
                        SoakAgent.javaTool("jcmd"), "-J-XX:TieredStopAtLevel=1", Long.toString(agent.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!collection.waitFor(20, TimeUnit.SECONDS)) {
            collection.destroyForcibly();
            return false;
        }
        return collection.exitValue() == 0;
    }

    private void rates(SoakAgent agent, Map<Measure, Double> values) throws IOException {
        StatsInfo stats = agent.client().read(StatsInfo.class, agent.client().get("/v1/stats", TIMEOUT));
        Counters now = new Counters(
                agent.pid(),
                timeline.seconds(),
                stats.traffic().udpPacketsSent(),
                stats.traffic().udpBytesSent() + stats.traffic().tcpBytesSent(),
                agent.logBytes());
        Counters before;
        synchronized (this) {
            before = last;
            last = now;
        }
        if (before != null && before.pid() == now.pid() && now.second() - before.second() > 0.5) {
            double seconds = now.second() - before.second();
            values.put(Measure.PACKETS, (now.packets() - before.packets()) / seconds);
            values.put(Measure.TRAFFIC, (now.bytes() - before.bytes()) / seconds / 1e3);
            values.put(Measure.LOG, (now.log() - before.log()) / seconds);
        }
    }

    synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }
}
