package dev.grapevine.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The scenarios in which no node fails, so every declared death is false: quiet, starved, and short of processors. */
final class Hardship<H> {

    /** Time for the traffic of joins to die down. */
    private static final long SETTLE_MILLIS = 15_000;

    private static final int STARVED_SHARE = 8;
    private static final int STARVED_TIMES = 6;
    private static final long STARVED_MILLIS = 5_000;
    private static final long AFTERMATH_MILLIS = 15_000;

    private final Nodes<H> nodes;
    private final Report report;

    Hardship(Nodes<H> nodes, Report report) {
        this.nodes = nodes;
        this.report = report;
    }

    /** Measures the cost of a cluster in which nothing changes. */
    void steady(int repeat, int seconds) throws Exception {
        Thread.sleep(SETTLE_MILLIS);
        double count = nodes.live().size();
        nodes.sightings().forgetDeaths();
        Gauges before = Gauges.read();
        Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
        Gauges after = Gauges.read();
        double nodeSeconds = after.seconds(before) * count;
        String label = Scenario.STEADY.label();
        report.emit(label, "bytes_per_node_s", repeat, (after.bytes() - before.bytes()) / nodeSeconds);
        report.emit(label, "packets_per_node_s", repeat, (after.packets() - before.packets()) / nodeSeconds);
        report.emit(label, "udp_datagrams_per_node_s", repeat, (after.datagrams() - before.datagrams()) / nodeSeconds);
        report.emit(label, "tcp_segments_per_node_s", repeat, (after.segments() - before.segments()) / nodeSeconds);
        report.emit(label, "cpu_ms_per_node_s", repeat, (after.cpu() - before.cpu()) / nodeSeconds);
        report.emit(label, "rss_kb_per_node", repeat, Gauges.residentKib() / count);
        report.emit(label, "heap_kb_per_node", repeat, Gauges.heapKib() / count);
        report.emit(label, "threads_per_node", repeat, Gauges.threads() / count);
        reportDeaths(label, "false_deaths", repeat, nodes.sightings().deathsExcept(Set.of()), 0);
    }

    /** Blocks one node in eight for 5 s, then frees it for 5 s, six times. */
    void starve(int repeat) throws Exception {
        List<Node<H>> live = nodes.live();
        List<Node<H>> starved = new ArrayList<>(nodes.pick(Math.max(1, live.size() / STARVED_SHARE)));
        nodes.sightings().forgetDeaths();
        for (int i = 0; i < STARVED_TIMES; i++) {
            blockAll(starved, true);
            Thread.sleep(STARVED_MILLIS);
            blockAll(starved, false);
            Thread.sleep(STARVED_MILLIS);
        }
        Thread.sleep(AFTERMATH_MILLIS);
        String label = Scenario.STARVE.label();
        Set<String> names = Nodes.namesOf(starved);
        Map<String, Integer> healthy = nodes.sightings().deathsExcept(names);
        Map<String, Integer> blocked = new TreeMap<>(nodes.sightings().deathsExcept(Set.of()));
        blocked.keySet().retainAll(names);
        reportDeaths(label, "false_deaths_of_healthy", repeat, healthy, starved.size());
        reportDeaths(label, "false_deaths_of_paused", repeat, blocked, starved.size());
        reportHeal(label, repeat, live);
    }

    private void blockAll(List<Node<H>> starved, boolean blocked) throws Exception {
        for (Node<H> node : starved) {
            nodes.peer().block(node.handle(), blocked);
        }
    }

    /** Keeps each processor busy with a process beside the nodes. */
    void spinning(int repeat, int seconds) throws Exception {
        List<Node<H>> live = nodes.live();
        nodes.sightings().forgetDeaths();
        List<Process> spinners = new ArrayList<>();
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                spinners.add(startSpinner(seconds));
            }
            Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
        } finally {
            spinners.forEach(Process::destroyForcibly);
        }
        String label = Scenario.SPINNING.label();
        Map<String, Integer> wrong = nodes.sightings().deathsExcept(Set.of());
        report.emit(
                label,
                "false_deaths",
                repeat,
                wrong.size(),
                "observations",
                Sightings.observations(wrong),
                "spinners",
                spinners.size(),
                "seconds",
                seconds);
        reportHeal(label, repeat, live);
    }

    /** Starts another process that keeps one processor busy. It ends by itself if this JVM is killed. */
    private static Process startSpinner(int seconds) throws IOException {
        // The shell checks the clock itself. Killing a wrapper such as timeout would leave its child spinning for ever.
        String spin = "end=$(($(date +%s) + $0)); while [ $(date +%s) -lt $end ]; do"
                + " i=0; while [ $i -lt 500000 ]; do i=$((i + 1)); done; done";
        return new ProcessBuilder("sh", "-c", spin, String.valueOf(seconds + 1)).start();
    }

    private void reportDeaths(String label, String metric, int repeat, Map<String, Integer> deaths, int paused) {
        report.emit(
                label,
                metric,
                repeat,
                deaths.size(),
                "observations",
                Sightings.observations(deaths),
                "paused_nodes",
                paused);
    }

    private void reportHeal(String label, int repeat, List<Node<H>> live) throws InterruptedException {
        long began = System.nanoTime();
        boolean healed = nodes.until(() -> Nodes.agree(live));
        report.emit(label, "heal_ms_after", repeat, Report.millis(System.nanoTime() - began), "ok", healed);
    }
}
