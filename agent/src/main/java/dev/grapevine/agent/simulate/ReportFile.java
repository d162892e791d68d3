package dev.grapevine.agent.simulate;

import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.cli.CommandException;
import dev.grapevine.agent.cli.ExitStatus;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.campaign.RunSummary;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.invariant.InvariantViolation;
import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.report.Heading;
import dev.grapevine.sim.report.Page;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.scenario.file.ScenarioFile;
import dev.grapevine.sim.scenario.file.ScenarioWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** The HTML report about one run: the first that failed, or the first if none failed. */
final class ReportFile {

    private final Path file;

    private ReportFile(Path file) {
        this.file = file;
    }

    /**
     * Checks the file before the first run, because the runs may take long.
     *
     * @param columns the number of sets of mechanisms to compare
     */
    static ReportFile at(String name, int columns) {
        if (columns > 1) {
            throw new CommandException(
                    ExitStatus.USAGE, "--report: a report shows a single run; use only one of the --mechanisms");
        }
        try {
            Path file = Path.of(name);
            Path folder = file.toAbsolutePath().getParent();
            if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
                throw unwritable(name, "its folder does not exist or is not writable");
            }
            return new ReportFile(file);
        } catch (InvalidPathException e) {
            throw unwritable(name, String.valueOf(e.getMessage()));
        }
    }

    private static CommandException unwritable(String name, String why) {
        return new CommandException(ExitStatus.USAGE, "--report: cannot write " + name + ": " + why);
    }

    void write(PlayedScenario played) {
        ScenarioFile scenario = played.file();
        List<RunSummary> runs = played.results().runs();
        RunSummary shown = played.results().failed().stream().findFirst().orElse(runs.get(0));
        Scenario run = scenario.scenario(shown.seed());
        Figures figures = played.results()
                .figures()
                .orElseGet(() -> Simulation.play(shown.seed(), run).figures());
        Settings settings = scenario.settings();
        Heading heading = new Heading(
                scenario.name(),
                List.of(
                        new Heading.Fact("scenario", scenario.about()),
                        new Heading.Fact("members", String.valueOf(scenario.members())),
                        new Heading.Fact("duration", DurationFormat.format(scenario.duration())),
                        new Heading.Fact("seed", String.valueOf(shown.seed())),
                        new Heading.Fact("profile", EnumNames.of(settings.profile())),
                        new Heading.Fact("mechanisms", scenario.mechanisms().toString())),
                settings.count(ProtocolSetting.RINGS) + settings.count(ProtocolSetting.RANDOM_TARGETS),
                shown.violation().map(ReportFile::failure).orElse(null),
                ScenarioWriter.write(run, shown.seed()));
        try {
            Files.writeString(file, Page.of(heading, figures));
        } catch (IOException e) {
            throw unwritable(file.toString(), String.valueOf(e.getMessage()));
        }
    }

    private static String failure(InvariantViolation violation) {
        return violation.invariant() + " at " + DurationFormat.formatSeconds(violation.at()) + ": "
                + violation.detail();
    }
}
