package dev.grapevine.agent.simulate;

import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.cli.Table;
import dev.grapevine.agent.cli.Terminal;
import dev.grapevine.agent.cli.TextStyle;
import dev.grapevine.agent.cli.TimeFormat;
import dev.grapevine.sim.campaign.Campaign;
import dev.grapevine.sim.campaign.RunSummary;
import dev.grapevine.sim.campaign.Totals;
import dev.grapevine.sim.campaign.TrafficTotals;
import dev.grapevine.sim.figures.Detection;
import dev.grapevine.sim.figures.Dissemination;
import dev.grapevine.sim.figures.Load;
import dev.grapevine.sim.figures.Mistakes;
import dev.grapevine.sim.figures.SampleDistribution;
import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.scenario.Expectation;
import dev.grapevine.sim.scenario.file.ScenarioFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The results of a scenario, for people. Immutable. */
final class SimulationSummary {

    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int MAX_SPARKS = 60;
    /** The width of the text beside the sparkline. */
    private static final int BESIDE_SPARKS = 48;

    private final ScenarioFile scenario;
    private final Campaign.Results results;
    private final Terminal terminal;

    SimulationSummary(ScenarioFile scenario, Campaign.Results results, Terminal terminal) {
        this.scenario = scenario;
        this.results = results;
        this.terminal = terminal;
    }

    List<String> lines() {
        Totals totals = results.totals();
        List<String> lines = new ArrayList<>();
        lines.add(bold(scenario.name()) + (scenario.about().isEmpty() ? "" : "  " + scenario.about()));
        lines.add(faint(setting()));
        if (totals.faults() > 0) {
            section(lines, "Detection of " + count(totals.faults(), "fault") + unnoticed(totals), detection(totals));
        }
        section(lines, "Mistakes", mistakes(totals));
        if (!totals.dissemination().isEmpty()) {
            section(lines, "News", news(totals));
        }
        section(lines, "Traffic per member and second, including headers", traffic(totals.traffic()));
        lines.add("");
        lines.add(bold("Agreement") + "  " + sparks(totals.meanAgreement().values()) + "  " + lastAgreement(totals));
        totals.checks().stream()
                .max(Long::compare)
                .ifPresent(longest -> lines.add(bold("Checks") + "     "
                        + totals.checks().size() + " passed, the last after " + span(longest)));
        if (!scenario.expectations().isEmpty()) {
            section(lines, "Expected", expected());
        }
        lines.add("");
        lines.add(verdict());
        return lines;
    }

    private String setting() {
        List<String> parts = new ArrayList<>();
        parts.add(count(scenario.members(), "member"));
        parts.add(DurationFormat.format(scenario.duration()));
        parts.add("profile " + EnumNames.of(scenario.settings().profile()));
        parts.add("mechanisms " + scenario.mechanisms());
        parts.add((scenario.seeds().count() == 1 ? "seed " : "seeds ") + scenario.seeds());
        return String.join(", ", parts);
    }

    private void section(List<String> lines, String title, Table table) {
        lines.add("");
        lines.add(bold(title));
        table.lines(terminal).forEach(line -> lines.add("  " + line));
    }

    // ---- tables

    private static String unnoticed(Totals totals) {
        return totals.unnoticed() == 0
                ? ", all known to all survivors"
                : ", " + totals.unnoticed() + " not known to all survivors";
    }

    private static Table detection(Totals totals) {
        Table table = new Table()
                .column("EVIDENCE")
                .number("FAULTS")
                .number("FIRST")
                .number("MEDIAN")
                .number("P99")
                .number("LAST")
                .number("ALL: MEDIAN")
                .number("MAX");
        for (Detection detection : totals.detections()) {
            SampleDistribution each = detection.each();
            SampleDistribution all = detection.all();
            table.row(
                    detection.evidence().toString(),
                    String.valueOf(all.count()),
                    span(each.min()),
                    span(each.quantile(0.5)),
                    span(each.quantile(0.99)),
                    span(each.max()),
                    all.count() == 0 ? "-" : span(all.quantile(0.5)),
                    all.count() == 0 ? "-" : span(all.max()));
        }
        return table;
    }

    private static Table mistakes(Totals totals) {
        Table table = new Table()
                .column("ABOUT")
                .number("SUSPICIONS")
                .number("VERDICTS")
                .number("MEMBERS")
                .number("RECOVERED")
                .number("DEAD FOR")
                .number("MAX");
        mistakes(table, "healthy members", totals.accuracy().healthy());
        mistakes(table, "slow members", totals.accuracy().slow());
        if (totals.accuracy().partitioned().suspected()
                        + totals.accuracy().partitioned().declared()
                > 0) {
            mistakes(table, "in a partition", totals.accuracy().partitioned());
        }
        return table;
    }

    private static void mistakes(Table table, String whom, Mistakes mistakes) {
        SampleDistribution death = mistakes.death();
        table.row(
                whom,
                String.valueOf(mistakes.suspected()),
                String.valueOf(mistakes.declared()),
                String.valueOf(mistakes.members()),
                String.valueOf(mistakes.recovered()),
                death.count() == 0 ? "-" : span(death.quantile(0.5)),
                death.count() == 0 ? "-" : span(death.max()));
    }

    private static Table news(Totals totals) {
        Table table = new Table()
                .column("NEWS")
                .number("COUNT")
                .number("HALF")
                .number("99 %")
                .number("ALL")
                .number("P99")
                .number("MAX")
                .number("ROUNDS")
                .number("COPIES");
        for (Dissemination news : totals.dissemination()) {
            boolean complete = news.complete() > 0;
            table.row(
                    EnumNames.of(news.kind()),
                    news.complete() == news.count()
                            ? String.valueOf(news.count())
                            : news.complete() + " of " + news.count(),
                    complete ? span(news.half().quantile(0.5)) : "-",
                    complete ? span(news.most().quantile(0.5)) : "-",
                    complete ? span(news.all().quantile(0.5)) : "-",
                    complete ? span(news.all().quantile(0.99)) : "-",
                    complete ? span(news.all().max()) : "-",
                    complete ? String.valueOf(news.rounds().max()) : "-",
                    complete ? decimal(news.messages().quantile(0.5) / 1000.0) : "-");
        }
        return table;
    }

    private static Table traffic(TrafficTotals traffic) {
        Map<Load.Purpose, long[]> purposes = new EnumMap<>(Load.Purpose.class);
        for (Load.Kind kind : traffic.kinds()) {
            long[] sum = purposes.computeIfAbsent(kind.purpose(), purpose -> new long[2]);
            sum[0] += kind.bytes();
            sum[1] += kind.packets();
        }
        Table table = new Table()
                .column("PURPOSE")
                .number("BYTES")
                .number("PACKETS")
                .number("P50")
                .number("P99");
        table.row(
                "all",
                decimal(traffic.bytesPerMemberSecond()),
                decimal(traffic.packetsPerMemberSecond()),
                String.valueOf(traffic.bytesEach().quantile(0.5)),
                String.valueOf(traffic.bytesEach().quantile(0.99)));
        purposes.forEach((purpose, sum) -> table.row(
                EnumNames.of(purpose),
                decimal(traffic.perMemberSecond(sum[0])),
                decimal(traffic.perMemberSecond(sum[1])),
                "",
                ""));
        return table;
    }

    /** The expectations, each with the worst value of all runs. */
    private Table expected() {
        Table table = new Table().column("").column("").column("FOUND");
        for (int i = 0; i < scenario.expectations().size(); i++) {
            Expectation expectation = scenario.expectations().get(i);
            int index = i;
            List<Double> found =
                    results.runs().stream().map(run -> run.found().get(index)).toList();
            boolean atMost = expectation.quantity().atMost();
            double worst = atMost ? Collections.max(found) : Collections.min(found);
            boolean kept = atMost ? worst <= expectation.bound() : worst >= expectation.bound();
            table.row(
                    expectation.quantity().key(),
                    (atMost ? "at most " : "at least ") + expectation.quantity().show(expectation.bound()),
                    expectation.quantity().showRounded(worst) + (kept ? "" : "  not met"));
        }
        return table;
    }

    // ---- lines

    private String lastAgreement(Totals totals) {
        String last = percent(totals.lastAgreement()) + " at the end";
        return totals.runs() == 1 ? last : "mean; " + last + " in the worst run";
    }

    /** A share over time as a sparkline, from none to all. */
    private String sparks(List<Double> values) {
        StringBuilder line = new StringBuilder();
        int room = Math.max(10, Math.min(MAX_SPARKS, terminal.width() - BESIDE_SPARKS));
        int columns = Math.min(room, values.size());
        for (int i = 0; i < columns; i++) {
            double lowest = Collections.min(
                    values.subList(i * values.size() / columns, Math.max(i + 1, (i + 1) * values.size() / columns)));
            int height = (int) Math.floor(lowest * (BARS.length() - 1));
            line.append(BARS.charAt(Math.max(0, Math.min(BARS.length() - 1, height))));
        }
        return line.toString();
    }

    private String verdict() {
        List<RunSummary> failed = results.failed();
        int runs = results.runs().size();
        if (failed.isEmpty()) {
            return TextStyle.GOOD.paint(
                    (runs == 1 ? "The run" : "All " + runs + " runs") + " kept every guarantee"
                            + (scenario.expectations().isEmpty() ? "" : " and expectation"),
                    terminal.colour());
        }
        String seeds =
                failed.stream().limit(20).map(run -> String.valueOf(run.seed())).collect(Collectors.joining(", "));
        return TextStyle.BAD.paint(
                runs == 1
                        ? "The run failed"
                        : failed.size() + " of " + runs + " runs failed, seeds " + seeds
                                + (failed.size() > 20 ? " and more" : ""),
                terminal.colour());
    }

    private String bold(String text) {
        return TextStyle.BOLD.paint(text, terminal.colour());
    }

    private String faint(String text) {
        return TextStyle.FAINT.paint(text, terminal.colour());
    }

    // ---- numbers

    static String span(long nanos) {
        return TimeFormat.span(Duration.ofNanos(nanos));
    }

    static String decimal(double number) {
        return String.format(Locale.ROOT, number < 100 ? "%.1f" : "%.0f", number);
    }

    /** Rounded down, so that 100 % means all. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", Math.floor(share * 100));
    }

    private static String count(long number, String of) {
        return number + " " + of + (number == 1 ? "" : "s");
    }
}
