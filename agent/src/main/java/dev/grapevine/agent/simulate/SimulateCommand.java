package dev.grapevine.agent.simulate;

import dev.grapevine.agent.cli.CommandException;
import dev.grapevine.agent.cli.ExitStatus;
import dev.grapevine.agent.cli.HelpOption;
import dev.grapevine.agent.cli.OutputOption;
import dev.grapevine.agent.cli.Shell;
import dev.grapevine.agent.cli.Table;
import dev.grapevine.agent.config.TextFile;
import dev.grapevine.sim.Shrinker;
import dev.grapevine.sim.campaign.Campaign;
import dev.grapevine.sim.campaign.RunSummary;
import dev.grapevine.sim.invariant.InvariantViolation;
import dev.grapevine.sim.member.PeerFactory;
import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.scenario.file.Replacement;
import dev.grapevine.sim.scenario.file.ScenarioException;
import dev.grapevine.sim.scenario.file.ScenarioFile;
import dev.grapevine.sim.scenario.file.ScenarioReader;
import dev.grapevine.sim.scenario.file.ScenarioWriter;
import dev.grapevine.sim.scenario.file.ShippedScenarios;
import dev.grapevine.yaml.Nearest;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a scenario in virtual time. */
@Command(
        name = "simulate",
        description = {
            "Runs a scenario in the simulator: the same protocol in virtual time, on a network with loss, delays and partitions.",
            "Exits with 1 if a guarantee of the protocol was violated or an expectation of the scenario was not met, and prints",
            "the shortest scenario that reproduces a violation. The same seed always gives the same run."
        },
        footer = {
            "",
            "Examples:",
            "  grapevine simulate --list",
            "  grapevine simulate mass-crash --members 200 --seed 7",
            "  grapevine simulate --members 1000 --loss 5%% --kill 10%%",
            "  grapevine simulate slow-members --seeds 1..100 --mechanisms plain-swim",
            "  grapevine simulate hang --set protocol.probe.period=500ms --report hang.html",
            "  grapevine simulate my.yaml -o json | jq .detection.REFUSED.all"
        })
public final class SimulateCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private HelpOption help;

    @Mixin
    private OutputOption output;

    @Parameters(
            arity = "0..1",
            paramLabel = "SCENARIO",
            description =
                    "A YAML file, or the name of a scenario that comes with Grapevine. Default: a quiet cluster of five.")
    private String scenario = "";

    @Mixin
    private ReplacementOptions replacements;

    @Option(
            names = "--report",
            paramLabel = "FILE.html",
            description =
                    "Write an HTML report with plots of the run; of several runs, the first that failed, else the first.")
    private String report = "";

    @Option(
            names = "--shrink",
            paramLabel = "RUNS",
            description = "Number of runs to spend on shortening the scenario of a violation. Default: 40.")
    private int shrink = 40;

    @Option(names = "--list", description = "List the scenarios that come with Grapevine, and exit.")
    private boolean list;

    @Option(names = "--show", description = "Print the file of the scenario, and exit.")
    private boolean show;

    public SimulateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (list) {
            list();
            return ExitStatus.DONE;
        }
        if (shrink < 0) {
            throw new CommandException(ExitStatus.USAGE, "--shrink: found \"" + shrink + "\", expected 0 or more");
        }
        String text = text();
        if (show) {
            shell.out().print(text);
            shell.out().flush();
            return ExitStatus.DONE;
        }
        // Reads all of them before the first is run.
        List<ScenarioFile> files = new ArrayList<>();
        replacements.all().forEach(each -> files.add(read(text, each)));
        Optional<ReportFile> page =
                report.isEmpty() ? Optional.empty() : Optional.of(ReportFile.at(report, files.size()));
        List<PlayedScenario> played = new ArrayList<>();
        for (ScenarioFile file : files) {
            played.add(new PlayedScenario(file, play(file)));
        }
        tell(played);
        page.ifPresent(file -> file.write(played.get(0)));
        return explain(played);
    }

    private void tell(List<PlayedScenario> played) {
        if (output.json()) {
            shell.out().println(SimulationJson.of(played));
        } else if (played.size() > 1) {
            new ComparisonTable(played, shell.terminal()).lines().forEach(shell.out()::println);
        } else {
            PlayedScenario one = played.get(0);
            new SimulationSummary(one.file(), one.results(), shell.terminal())
                    .lines()
                    .forEach(shell.out()::println);
        }
    }

    /** Shows the first failure, except for a comparison, where failures are expected. */
    private int explain(List<PlayedScenario> played) {
        if (played.size() > 1) {
            return ExitStatus.DONE;
        }
        List<RunSummary> failed = played.get(0).results().failed();
        failed.stream().findFirst().flatMap(RunSummary::violation).ifPresent(this::explain);
        return failed.isEmpty() ? ExitStatus.DONE : ExitStatus.NO;
    }

    private void list() {
        Table table = new Table().column("NAME").text("WHAT IT SHOWS");
        for (String name : ShippedScenarios.names()) {
            table.row(
                    name,
                    read(name + ".yaml", ShippedScenarios.text(name).orElse(""), List.of())
                            .about());
        }
        table.lines(shell.terminal()).forEach(shell.out()::println);
    }

    // ---- reading

    private String text() {
        if (scenario.isEmpty()) {
            return "";
        }
        boolean named = scenario.matches("[A-Za-z0-9-]+");
        if (named && ShippedScenarios.text(scenario).isPresent()) {
            return ShippedScenarios.text(scenario).get();
        }
        String reason;
        try {
            return TextFile.read(Path.of(scenario));
        } catch (NoSuchFileException e) {
            reason = named
                    ? "there is neither such a scenario nor such a file; "
                            + Nearest.of(scenario, ShippedScenarios.names())
                                    .map(near -> "did you mean " + near + "?")
                                    .orElse("'grapevine simulate --list' lists the scenarios")
                    : "there is no such file";
        } catch (AccessDeniedException e) {
            reason = "permission denied";
        } catch (CharacterCodingException e) {
            reason = "it is not UTF-8 text";
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
        }
        throw new CommandException(ExitStatus.USAGE, scenario + ": cannot read the scenario: " + reason);
    }

    private ScenarioFile read(String text, List<Replacement> counting) {
        return read(scenario.isEmpty() ? "cluster" : scenario, text, counting);
    }

    private static ScenarioFile read(String file, String text, List<Replacement> replacements) {
        try {
            return ScenarioReader.read(file, text, replacements);
        } catch (ScenarioException wrong) {
            throw new CommandException(
                    ExitStatus.USAGE, String.join(System.lineSeparator() + "grapevine: ", wrong.problems()));
        }
    }

    // ---- playing

    private Campaign.Results play(ScenarioFile file) throws InterruptedException {
        int runs = file.seeds().count();
        Campaign campaign =
                new Campaign(file::scenario, file.seeds(), Runtime.getRuntime().availableProcessors());
        String title = file.name() + ", " + file.mechanisms();
        return campaign.run(
                shell.terminal().interactive()
                        ? new ProgressBar(shell.err(), title, runs, file.duration())
                        : (done, failed) -> {});
    }

    private void explain(InvariantViolation violation) {
        InvariantViolation shortest =
                shrink == 0 ? violation : Shrinker.shrink(violation, PeerFactory.STANDARD, shrink);
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Seed " + shortest.seed() + ", " + DurationFormat.formatSeconds(shortest.at()) + ": "
                + shortest.invariant() + ": " + shortest.detail());
        lines.add("This scenario reproduces it; run it with 'grapevine simulate FILE':");
        lines.add("");
        lines.forEach(shell.err()::println);
        shell.err().print(ScenarioWriter.write(shortest.scenario(), shortest.seed()));
        shell.err().flush();
    }
}
