package dev.grapevine.agent.demo;

import dev.grapevine.agent.cli.CommandException;
import dev.grapevine.agent.cli.ExitStatus;
import dev.grapevine.agent.cli.HelpOption;
import dev.grapevine.agent.cli.Shell;
import dev.grapevine.agent.cli.Table;
import dev.grapevine.agent.cli.TimeFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a whole cluster on this machine through a scripted story. */
@Command(
        name = "demo",
        description = {
            "Runs a whole cluster on this machine, with a process for each member, through a scripted story: the members find",
            "each other and publish services, one is killed and returns, one leaves. Needs no configuration.",
            "Exits with 1 if some member did not learn of an event. Ctrl-C ends all processes."
        },
        footer = {
            "",
            "Examples:",
            "  grapevine demo",
            "  grapevine demo --members 7 --keep",
            "  grapevine demo --port 7800     gossip on 7800, 7801, ..., HTTP on 7900, 7901, ..."
        })
public final class DemoCommand implements Callable<Integer> {

    private static final int MIN_MEMBERS = 3;
    private static final int MAX_MEMBERS = 20;

    private final Shell shell;

    @Mixin
    private HelpOption help;

    @Option(names = "--members", paramLabel = "N", description = "Number of members, 3 to 20. Default: 5.")
    private int members = 5;

    @Option(names = "--keep", description = "Leave the cluster running after the story, until Ctrl-C.")
    private boolean keep;

    @Option(
            names = "--port",
            paramLabel = "BASE",
            description = "First gossip port; the HTTP ports are higher by 100. Default: any free ports.")
    private int base;

    public DemoCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (members < MIN_MEMBERS || members > MAX_MEMBERS) {
            throw new CommandException(
                    ExitStatus.USAGE,
                    "--members: found \"" + members + "\", expected " + MIN_MEMBERS + " to " + MAX_MEMBERS);
        }
        if (base < 0 || base > 0xffff - DemoCluster.HTTP_OFFSET - members) {
            throw new CommandException(
                    ExitStatus.USAGE,
                    "--port: found \"" + base + "\", expected 1 to " + (0xffff - DemoCluster.HTTP_OFFSET - members));
        }
        String name = "demo-" + ProcessHandle.current().pid();
        try (DemoCluster cluster = new DemoCluster(name, base)) {
            try {
                return run(cluster);
            } catch (DemoException failed) {
                if (cluster.ending()) {
                    return ExitStatus.DONE; // Ctrl-C has ended the members.
                }
                throw new CommandException(
                        ExitStatus.NO,
                        "the demo failed: " + failed.getMessage() + "; all its processes have been ended");
            }
        }
    }

    private int run(DemoCluster cluster) throws InterruptedException {
        LiveTable[] shown = new LiveTable[1];
        Observations observations = new Observations(observation -> shown[0].refresh());
        LiveTable live = new LiveTable(shell, () -> table(cluster, observations).lines(shell.terminal()));
        shown[0] = live;
        List<DemoMeasurement> measured = new DemoStory(cluster, observations, live).tell(members);
        live.end();
        shell.out().println();
        summary(measured).lines(shell.terminal()).forEach(shell.out()::println);
        if (keep) {
            shell.out().println();
            shell.out().println("The cluster keeps running until Ctrl-C. Try, for example:");
            cluster.members().stream()
                    .filter(DemoMember::running)
                    .forEach(member -> member.http()
                            .ifPresent(
                                    http -> shell.out().println("  grapevine members --watch --http http://" + http)));
            shell.out().flush();
            Thread.currentThread().join();
        }
        return measured.stream().allMatch(DemoMeasurement::complete) ? ExitStatus.DONE : ExitStatus.NO;
    }

    private static Table table(DemoCluster cluster, Observations observations) {
        Table table = new Table()
                .column("MEMBER")
                .column("PROCESS")
                .column("GOSSIP")
                .column("HTTP")
                .text("SEEN AS");
        for (DemoMember member : cluster.members()) {
            Map<String, Integer> statuses = observations.statuses(member.name());
            table.row(
                    member.name(),
                    member.running() ? String.valueOf(member.pid()) : "ended",
                    member.gossip().orElse("..."),
                    member.http().map(http -> "http://" + http).orElse("..."),
                    statuses.entrySet().stream()
                            .map(entry -> entry.getKey() + " by " + entry.getValue())
                            .collect(Collectors.joining(", ")));
        }
        return table;
    }

    private static Table summary(List<DemoMeasurement> measured) {
        Table table = new Table()
                .text("MEASURED")
                .number("KNEW")
                .number("FIRST")
                .number("MEDIAN")
                .number("LAST");
        for (DemoMeasurement result : measured) {
            List<Duration> delays = result.delays();
            boolean some = !delays.isEmpty();
            table.row(
                    result.what(),
                    delays.size() + " of " + result.asked(),
                    some ? TimeFormat.span(delays.get(0)) : "-",
                    some ? TimeFormat.span(delays.get((delays.size() - 1) / 2)) : "-",
                    some ? TimeFormat.span(delays.get(delays.size() - 1)) : "-");
        }
        return table;
    }
}
