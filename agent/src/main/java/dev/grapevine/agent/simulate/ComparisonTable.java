package dev.grapevine.agent.simulate;

import dev.grapevine.agent.cli.Table;
import dev.grapevine.agent.cli.Terminal;
import dev.grapevine.agent.cli.TextStyle;
import dev.grapevine.sim.campaign.RunSummary;
import dev.grapevine.sim.campaign.Totals;
import dev.grapevine.sim.figures.Detection;
import dev.grapevine.sim.figures.SampleDistribution;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The results of a scenario with several sets of mechanisms, side by side. Immutable. */
final class ComparisonTable {

    private final List<PlayedScenario> columns;
    private final Terminal terminal;

    ComparisonTable(List<PlayedScenario> columns, Terminal terminal) {
        this.columns = List.copyOf(columns);
        this.terminal = terminal;
    }

    List<String> lines() {
        Table table = new Table().column("");
        columns.forEach(column -> table.number(column.file().mechanisms().toString()));
        row(table, "runs", played -> String.valueOf(played.results().totals().runs()));
        row(
                table,
                "  failed",
                played -> String.valueOf(played.results().failed().size()));
        row(
                table,
                "healthy members: verdicts",
                played -> String.valueOf(totals(played).accuracy().healthy().declared()));
        row(table, "  in runs", played -> runs(played, RunSummary::healthyDeaths));
        row(
                table,
                "  suspicions",
                played -> String.valueOf(totals(played).accuracy().healthy().suspected()));
        row(
                table,
                "slow members: verdicts",
                played -> String.valueOf(totals(played).accuracy().slow().declared()));
        row(table, "  in runs", played -> runs(played, RunSummary::slowDeaths));
        row(
                table,
                "  suspicions",
                played -> String.valueOf(totals(played).accuracy().slow().suspected()));
        if (columns.stream().anyMatch(played -> totals(played).faults() > 0)) {
            row(table, "faults", played -> String.valueOf(totals(played).faults()));
            row(
                    table,
                    "  not known to all",
                    played -> String.valueOf(totals(played).unnoticed()));
            row(table, "  until all know: median", played -> span(known(totals(played)), 0.5));
            row(table, "  until all know: max", played -> span(known(totals(played)), 1));
        }
        row(
                table,
                "bytes per member and second",
                played -> SimulationSummary.decimal(totals(played).traffic().bytesPerMemberSecond()));
        row(
                table,
                "agreement at the end: worst",
                played -> SimulationSummary.percent(totals(played).lastAgreement()));
        List<String> lines = new ArrayList<>();
        PlayedScenario first = columns.get(0);
        lines.add(TextStyle.BOLD.paint(first.file().name(), terminal.colour()) + "  "
                + first.file().about());
        lines.add("");
        lines.addAll(table.lines(terminal));
        return lines;
    }

    private void row(Table table, String label, Function<PlayedScenario, String> figure) {
        table.row(Stream.concat(Stream.of(label), columns.stream().map(figure)).toArray(String[]::new));
    }

    private static Totals totals(PlayedScenario played) {
        return played.results().totals();
    }

    private static String runs(PlayedScenario played, Function<RunSummary, Long> deaths) {
        return String.valueOf(played.results().runs().stream()
                .filter(run -> deaths.apply(run) > 0)
                .count());
    }

    /** The times from each fault until the last survivor knew, whatever the evidence. */
    private static SampleDistribution known(Totals totals) {
        return totals.detections().stream()
                .map(Detection::all)
                .reduce(SampleDistribution.NONE, SampleDistribution::plus);
    }

    private static String span(SampleDistribution distribution, double share) {
        return distribution.count() == 0 ? "-" : SimulationSummary.span(distribution.quantile(share));
    }
}
