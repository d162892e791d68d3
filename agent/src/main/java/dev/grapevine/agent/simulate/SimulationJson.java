package dev.grapevine.agent.simulate;

import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.sim.campaign.Campaign;
import dev.grapevine.sim.campaign.RunSummary;
import dev.grapevine.sim.campaign.Totals;
import dev.grapevine.sim.campaign.TrafficTotals;
import dev.grapevine.sim.figures.Detection;
import dev.grapevine.sim.figures.Dissemination;
import dev.grapevine.sim.figures.Fault;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.figures.Load;
import dev.grapevine.sim.figures.Mistakes;
import dev.grapevine.sim.figures.NewsSpread;
import dev.grapevine.sim.figures.SampleDistribution;
import dev.grapevine.sim.figures.Series;
import dev.grapevine.sim.invariant.InvariantViolation;
import dev.grapevine.sim.scenario.Expectation;
import dev.grapevine.sim.scenario.file.ScenarioFile;
import io.avaje.jsonb.Jsonb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results of a scenario as JSON: every figure, with durations in seconds and shares from 0 to 1. The same seed
 * gives the same bytes, because nothing in it depends on a clock of this machine.
 */
final class SimulationJson {

    private SimulationJson() {}

    /** One object, or an array if there are several. */
    static String of(List<PlayedScenario> played) {
        List<Map<String, @Nullable Object>> all =
                played.stream().map(SimulationJson::tree).toList();
        return Jsonb.builder().serializeNulls(true).build().toJson(all.size() == 1 ? all.get(0) : all);
    }

    private static Map<String, @Nullable Object> tree(PlayedScenario played) {
        ScenarioFile scenario = played.file();
        Campaign.Results results = played.results();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("scenario", scenario.name());
        json.put("about", scenario.about());
        json.put("members", scenario.members());
        json.put("duration", seconds(scenario.duration()));
        json.put("profile", EnumNames.of(scenario.settings().profile()));
        json.put("mechanisms", scenario.mechanisms().toString());
        json.put("settings", scenario.settings().toString());
        json.put("seeds", List.of(scenario.seeds().first(), scenario.seeds().last()));
        json.put("failed", results.failed().size());
        json.put("expected", expected(scenario.expectations()));
        json.put("runs", results.runs().stream().map(run -> run(run, scenario)).toList());
        totals(json, results.totals());
        results.figures().ifPresent(figures -> details(json, figures));
        return json;
    }

    private static List<Map<String, Object>> expected(List<Expectation> expectations) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Expectation expectation : expectations) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("figure", expectation.quantity().key());
            json.put(expectation.quantity().atMost() ? "atMost" : "atLeast", amount(expectation, expectation.bound()));
            all.add(json);
        }
        return all;
    }

    private static double amount(Expectation expectation, double amount) {
        return expectation.quantity().unit() == Expectation.Unit.DURATION ? amount / 1e9 : amount;
    }

    private static Map<String, @Nullable Object> run(RunSummary run, ScenarioFile scenario) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("seed", run.seed());
        json.put("fingerprint", Long.toHexString(run.fingerprint()));
        json.put("healthyDeaths", run.healthyDeaths());
        json.put("slowDeaths", run.slowDeaths());
        Map<String, Object> found = new LinkedHashMap<>();
        for (int i = 0; i < scenario.expectations().size(); i++) {
            Expectation expectation = scenario.expectations().get(i);
            found.put(
                    expectation.quantity().key(),
                    amount(expectation, run.found().get(i)));
        }
        json.put("found", found);
        json.put("violation", run.violation().map(SimulationJson::violation).orElse(null));
        return json;
    }

    private static Map<String, Object> violation(InvariantViolation violation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("what", EnumNames.of(violation.invariant()));
        json.put("at", seconds(violation.at()));
        json.put("detail", violation.detail());
        return json;
    }

    // ---- totals

    private static void totals(Map<String, @Nullable Object> json, Totals totals) {
        json.put("faults", totals.faults());
        json.put("unnoticed", totals.unnoticed());
        Map<String, Object> detection = new LinkedHashMap<>();
        totals.detections().forEach(found -> detection.put(found.evidence().name(), detection(found)));
        json.put("detection", detection);
        Map<String, Object> mistakes = new LinkedHashMap<>();
        mistakes.put("healthy", mistakes(totals.accuracy().healthy()));
        mistakes.put("slow", mistakes(totals.accuracy().slow()));
        mistakes.put("parted", mistakes(totals.accuracy().partitioned()));
        json.put("mistakes", mistakes);
        Map<String, Object> news = new LinkedHashMap<>();
        totals.dissemination().forEach(kind -> news.put(EnumNames.of(kind.kind()), news(kind)));
        json.put("news", news);
        json.put("traffic", traffic(totals.traffic()));
        Map<String, Object> agreement = new LinkedHashMap<>(series(totals.meanAgreement()));
        agreement.put("last", totals.lastAgreement());
        json.put("agreement", agreement);
        json.put("checks", totals.checks().stream().map(SimulationJson::seconds).toList());
        json.put("invariants", totals.invariants());
    }

    private static Map<String, Object> detection(Detection detection) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("each", durations(detection.each()));
        json.put("all", durations(detection.all()));
        return json;
    }

    private static Map<String, Object> mistakes(Mistakes mistakes) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("suspicions", mistakes.suspected());
        json.put("verdicts", mistakes.declared());
        json.put("members", mistakes.members());
        json.put("takenBack", mistakes.recovered());
        json.put("suspectFor", durations(mistakes.suspicion()));
        json.put("deadFor", durations(mistakes.death()));
        return json;
    }

    private static Map<String, Object> news(Dissemination news) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("count", news.count());
        json.put("complete", news.complete());
        json.put("half", durations(news.half()));
        json.put("most", durations(news.most()));
        json.put("all", durations(news.all()));
        json.put("rounds", numbers(news.rounds(), 1));
        json.put("copies", numbers(news.messages(), 1_000));
        json.put(
                "curve",
                news.curve().stream().map(point -> seconds(point.quantile(0.5))).toList());
        return json;
    }

    private static Map<String, Object> traffic(TrafficTotals traffic) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("memberSeconds", traffic.memberSeconds());
        json.put("bytesPerMemberSecond", traffic.bytesPerMemberSecond());
        json.put("packetsPerMemberSecond", traffic.packetsPerMemberSecond());
        json.put("bytesEach", numbers(traffic.bytesEach(), 1));
        json.put("packetsEach", numbers(traffic.packetsEach(), 1_000));
        List<Map<String, Object>> kinds = new ArrayList<>();
        for (Load.Kind kind : traffic.kinds()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("kind", kind.name());
            each.put("stream", kind.stream());
            each.put("purpose", EnumNames.of(kind.purpose()));
            each.put("packets", kind.packets());
            each.put("bytes", kind.bytes());
            kinds.add(each);
        }
        json.put("kinds", kinds);
        return json;
    }

    // ---- one run

    private static void details(Map<String, @Nullable Object> json, Figures figures) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("ended", seconds(figures.duration()));
        details.put("members", figures.members());
        List<Map<String, Object>> timeline = new ArrayList<>();
        figures.timeline().forEach(mark -> {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("at", seconds(mark.at()));
            each.put("what", mark.text());
            each.put("count", mark.count());
            timeline.add(each);
        });
        details.put("timeline", timeline);
        details.put(
                "faults", figures.faults().stream().map(SimulationJson::fault).toList());
        details.put(
                "news", figures.spreads().stream().map(SimulationJson::spread).toList());
        Map<String, Object> load = new LinkedHashMap<>();
        for (int i = 0; i < figures.load().series().size(); i++) {
            load.put(
                    EnumNames.of(Load.Purpose.values()[i]),
                    series(figures.load().series().get(i)));
        }
        details.put("traffic", load);
        Map<String, Object> states = new LinkedHashMap<>();
        states.put("interval", seconds(figures.states().interval()));
        states.put(
                "members",
                figures.states().rows().stream()
                        .map(row -> List.of(row.member(), row.believed(), row.real()))
                        .toList());
        details.put("states", states);
        json.put("run", details);
    }

    private static Map<String, @Nullable Object> fault(Fault fault) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("at", seconds(fault.at()));
        json.put("member", fault.member());
        json.put("what", EnumNames.of(fault.kind()));
        json.put("evidence", fault.evidence() == null ? null : fault.evidence().name());
        json.put("survivors", fault.survivors());
        json.put("knowing", fault.knowing());
        json.put("first", secondsOrNull(fault.first()));
        json.put("half", secondsOrNull(fault.half()));
        json.put("all", secondsOrNull(fault.all()));
        return json;
    }

    private static Map<String, @Nullable Object> spread(NewsSpread spread) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("at", seconds(spread.at()));
        json.put("of", EnumNames.of(spread.kind()));
        json.put("about", spread.about());
        json.put("audience", spread.audience());
        json.put("informed", spread.informed());
        json.put("half", secondsOrNull(spread.half()));
        json.put("most", secondsOrNull(spread.most()));
        json.put("all", secondsOrNull(spread.all()));
        json.put("hops", spread.hops());
        json.put("copies", spread.messages());
        return json;
    }

    // ---- numbers

    private static Map<String, Object> series(Series series) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("interval", seconds(series.interval()));
        json.put("values", series.values());
        return json;
    }

    private static Map<String, Object> durations(SampleDistribution distribution) {
        return numbers(distribution, 1e9);
    }

    /** @param unit by which the values are divided */
    private static Map<String, Object> numbers(SampleDistribution distribution, double unit) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("count", distribution.count());
        json.put("min", distribution.min() / unit);
        json.put("p50", distribution.quantile(0.5) / unit);
        json.put("p90", distribution.quantile(0.9) / unit);
        json.put("p99", distribution.quantile(0.99) / unit);
        json.put("max", distribution.max() / unit);
        json.put("mean", distribution.mean() / unit);
        return json;
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private static @Nullable Double secondsOrNull(@Nullable Long nanos) {
        return nanos == null ? null : nanos / 1e9;
    }
}
