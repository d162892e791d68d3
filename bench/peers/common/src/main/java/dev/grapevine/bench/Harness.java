package dev.grapevine.bench;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes one system through the scenarios. Starts N nodes, runs the scenarios in the given order, and brings the cluster
 * back to N nodes after each. Prints one JSON line for each measurement.
 *
 * @param <H> the system's handle of one running node
 */
public final class Harness<H> {

    private static final long SETTLE_MILLIS = 2_000;

    private final Peer<H> peer;
    private final Options options;
    private final Nodes<H> nodes;
    private final Report report;
    private final News<H> news;
    private final Deaths<H> deaths;
    private final Hardship<H> hardship;

    /** How often each scenario has run, to number its repeats. */
    private final Map<Scenario, Integer> done = new EnumMap<>(Scenario.class);

    public Harness(Peer<H> peer, Options options, PrintStream out) {
        this.peer = peer;
        this.options = options;
        nodes = new Nodes<>(peer, options);
        report = new Report(out, peer.name(), options.number("nodes"));
        news = new News<>(nodes, report);
        deaths = new Deaths<>(nodes, report);
        hardship = new Hardship<>(nodes, report);
    }

    /** Runs all scenarios. Returns false, and measures nothing, if the nodes do not see each other after the start. */
    public boolean run() throws Exception {
        Map<String, Object> config = new LinkedHashMap<>(peer.config());
        config.put("java", System.getProperty("java.version"));
        report.emit("config", "config", 0, config);
        List<Scenario> scenarios = options.scenarios();
        double cpuBefore = Gauges.cpuMillis();
        Nodes.Started start = nodes.start(options.number("nodes"));
        if (scenarios.contains(Scenario.BOOTSTRAP) || !start.complete()) {
            report.emit(
                    Scenario.BOOTSTRAP.label(),
                    "all_see_all_ms",
                    0,
                    start.millis(),
                    "ok",
                    start.complete(),
                    "cpu_ms",
                    Gauges.cpuMillis() - cpuBefore,
                    "staged",
                    options.isGiven("start-threads"));
        }
        if (!start.complete()) {
            return false;
        }
        Thread.sleep(SETTLE_MILLIS);
        for (int i = 0; i < scenarios.size(); i++) {
            Scenario scenario = scenarios.get(i);
            if (scenario != Scenario.BOOTSTRAP) {
                run(scenario, i == scenarios.size() - 1);
            }
        }
        return true;
    }

    private void run(Scenario scenario, boolean last) throws Exception {
        if (!peer.supports(scenario)) {
            report.emit(scenario.label(), "not_supported", 0, true);
            return;
        }
        int times = times(scenario);
        for (int i = 0; i < times; i++) {
            int repeat = done.merge(scenario, 1, Integer::sum) - 1;
            switch (scenario) {
                case STEADY -> hardship.steady(repeat, options.number("steady-seconds"));
                case GOSSIP -> news.gossip(repeat);
                case META -> news.update(repeat);
                case LEAVE -> news.leave(repeat);
                case CRASH, HANG -> deaths.one(scenario, repeat);
                case ONE_BY_ONE -> deaths.oneByOne(repeat);
                case MASS10, MASS50 -> deaths.mass(scenario, repeat);
                case STARVE -> hardship.starve(repeat);
                case SPINNING -> hardship.spinning(repeat, options.number("spinning-seconds"));
                case BOOTSTRAP -> throw new IllegalStateException("bootstrap is measured once, when a run starts");
            }
            if (!last || i < times - 1) {
                refill(scenario);
            }
        }
    }

    private int times(Scenario scenario) {
        return switch (scenario) {
            case GOSSIP -> options.number("messages");
            case META -> options.number("updates");
            case BOOTSTRAP, STEADY, STARVE, SPINNING -> 1;
            case LEAVE, CRASH, HANG, ONE_BY_ONE, MASS10, MASS50 -> options.number("repeats");
        };
    }

    /** Brings the cluster back to N nodes, then waits a random time so that timers are at a random phase. */
    private void refill(Scenario before) throws InterruptedException {
        int missing = options.number("nodes") - nodes.live().size();
        if (missing == 0) {
            nodes.pause();
            return;
        }
        if (!nodes.start(missing).complete()) {
            System.err.println("the cluster did not get back to its size after " + before.label());
        }
        Thread.sleep(SETTLE_MILLIS);
        nodes.pause();
    }
}
