package dev.grapevine.sim.report;

import dev.grapevine.sim.figures.Detection;
import dev.grapevine.sim.figures.Dissemination;
import dev.grapevine.sim.figures.Fault;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.figures.Load;
import dev.grapevine.sim.figures.Mistakes;
import dev.grapevine.sim.figures.SampleDistribution;
import dev.grapevine.sim.figures.StateMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures as JSON for the scripts of the page. Times are in milliseconds. */
final class PageData {

    private static final int BARS = 48;
    private static final int FAULTS = 200;

    private final Heading heading;
    private final Figures figures;
    private final Json json = new Json();

    PageData(Heading heading, Figures figures) {
        this.heading = heading;
        this.figures = figures;
    }

    String json() {
        json.object(() -> {
            heading();
            overTime();
            detections();
            news();
            mistakes();
            load();
            details();
        });
        return json.toString();
    }

    private void heading() {
        json.name("title").value(heading.title());
        json.name("facts")
                .array(
                        heading.facts(),
                        (to, fact) -> to.array(() -> to.value(fact.name()).value(fact.value())));
        json.name("failure").value(heading.failure());
        json.name("script").value(heading.script());
        json.name("duration").millis(figures.duration());
        json.name("bound").value(fewestRounds(figures.members(), heading.fanout()));
    }

    /** The fewest rounds in which all members can hear of something: each round multiplies those that know by fanout + 1. */
    static int fewestRounds(int members, int fanout) {
        int rounds = 0;
        for (long knowing = 1; knowing < members; knowing *= 1 + fanout) {
            rounds++;
        }
        return rounds;
    }

    // ---- over time

    private void overTime() {
        json.name("marks")
                .array(
                        figures.timeline(),
                        (to, mark) -> to.array(
                                () -> to.millis(mark.at()).value(mark.kind()).value(mark.text())));
        json.name("agreement").object(() -> {
            json.name("interval").millis(figures.agreement().interval());
            json.name("values").array(figures.agreement().values(), Json::value);
        });
        json.name("traffic").object(() -> {
            json.name("interval").millis(figures.agreement().interval());
            json.name("purposes").array(List.of(Load.Purpose.values()), (to, purpose) -> to.value(word(purpose)));
            json.name("series")
                    .array(
                            figures.load().series(),
                            (to, series) -> to.array(
                                    series.values(),
                                    (into, value) -> into.value((double) Math.round(value * 10) / 10)));
        });
        states(figures.states());
    }

    /** Most members have the same history, so each history is written once. */
    private void states(StateMap states) {
        Map<String, Integer> texts = new LinkedHashMap<>();
        json.name("states").object(() -> {
            json.name("interval").millis(states.interval());
            json.name("rows")
                    .array(
                            states.rows(),
                            (to, row) -> to.array(() -> {
                                to.value(row.member());
                                to.value(indexOf(texts, runs(row.believed())));
                                to.value(indexOf(texts, runs(row.real())));
                            }));
            json.name("texts").array(texts.keySet(), (to, text) -> to.value(text));
        });
    }

    private static int indexOf(Map<String, Integer> texts, String text) {
        Integer known = texts.get(text);
        if (known == null) {
            known = texts.size();
            texts.put(text, known);
        }
        return known;
    }

    /** Run lengths, as {@code A120S3A7}. */
    static String runs(String letters) {
        StringBuilder runs = new StringBuilder();
        int from = 0;
        while (from < letters.length()) {
            int to = from;
            while (to < letters.length() && letters.charAt(to) == letters.charAt(from)) {
                to++;
            }
            runs.append(letters.charAt(from)).append(to - from);
            from = to;
        }
        return runs.toString();
    }

    // ---- plots

    private void distribution(SampleDistribution of) {
        json.object(() -> {
            json.name("count").value(of.count());
            json.name("min").millis(of.min());
            json.name("p50").millis(of.quantile(0.5));
            json.name("p99").millis(of.quantile(0.99));
            json.name("max").millis(of.max());
        });
    }

    /** A distribution of plain numbers. */
    private void numbers(SampleDistribution of) {
        json.object(() -> {
            json.name("count").value(of.count());
            json.name("p50").value(of.quantile(0.5));
            json.name("max").value(of.max());
        });
    }

    private void detections() {
        json.name("detections").array(figures.detections(), this::detection);
    }

    private void detection(Json to, Detection detection) {
        to.object(() -> {
            to.name("evidence").value(detection.evidence().name());
            to.name("each");
            distribution(detection.each());
            to.name("all");
            distribution(detection.all());
            to.name("bars")
                    .array(
                            detection.each().bars(BARS),
                            (into, bar) -> into.array(() ->
                                    into.millis(bar.from()).millis(bar.to()).value(bar.count())));
        });
    }

    private void news() {
        json.name("news").array(figures.dissemination(), this::news);
    }

    private void news(Json to, Dissemination news) {
        to.object(() -> {
            to.name("kind").value(word(news.kind()));
            to.name("count").value(news.count());
            to.name("complete").value(news.complete());
            to.name("half");
            distribution(news.half());
            to.name("most");
            distribution(news.most());
            to.name("all");
            distribution(news.all());
            to.name("rounds");
            numbers(news.rounds());
            to.name("messages");
            numbers(news.messages());
            to.name("curve")
                    .array(
                            news.curve(),
                            (into, point) -> into.array(() -> into.millis(point.quantile(0.1))
                                    .millis(point.quantile(0.5))
                                    .millis(point.quantile(0.9))));
        });
    }

    // ---- tables

    private void mistakes() {
        json.name("mistakes").object(() -> {
            json.name("healthy");
            mistakes(figures.accuracy().healthy());
            json.name("slow");
            mistakes(figures.accuracy().slow());
            json.name("partitioned");
            mistakes(figures.accuracy().partitioned());
        });
    }

    private void mistakes(Mistakes of) {
        json.object(() -> {
            json.name("suspected").value(of.suspected());
            json.name("declared").value(of.declared());
            json.name("members").value(of.members());
            json.name("recovered").value(of.recovered());
            json.name("suspicion");
            distribution(of.suspicion());
            json.name("death");
            distribution(of.death());
        });
    }

    private void load() {
        Load load = figures.load();
        json.name("load").object(() -> {
            json.name("memberSeconds").value(load.memberSeconds());
            json.name("bytes").value(load.bytes());
            json.name("bytesPerSecond").value(load.bytesPerMemberSecond());
            json.name("packetsPerSecond").value(load.packetsPerMemberSecond());
            json.name("bytesEach");
            numbers(load.bytesEach());
            json.name("kinds")
                    .array(
                            load.kinds(),
                            (to, kind) -> to.object(() -> {
                                to.name("name").value(kind.name());
                                to.name("stream").value(kind.stream());
                                to.name("purpose").value(word(kind.purpose()));
                                to.name("packets").value(kind.packets());
                                to.name("bytes").value(kind.bytes());
                            }));
        });
    }

    private void details() {
        List<Fault> faults = figures.faults();
        json.name("faults").array(faults.subList(0, Math.min(FAULTS, faults.size())), this::fault);
        json.name("faultsLeftOut").value(Math.max(0, faults.size() - FAULTS));
        json.name("checks")
                .array(
                        figures.checks(),
                        (to, passed) -> to.array(() -> to.millis(passed.began()).millis(passed.took())));
        json.name("invariants")
                .array(
                        figures.invariants().entrySet(),
                        (to, entry) -> to.array(() -> to.value(entry.getKey()).value(entry.getValue())));
    }

    private void fault(Json to, Fault fault) {
        to.object(() -> {
            to.name("member").value(fault.member());
            to.name("at").millis(fault.at());
            to.name("kind").value(word(fault.kind()));
            to.name("evidence")
                    .value(fault.evidence() == null ? null : fault.evidence().name());
            to.name("survivors").value(fault.survivors());
            to.name("knowing").value(fault.knowing());
            to.name("first").millis(fault.first());
            to.name("half").millis(fault.half());
            to.name("all").millis(fault.all());
        });
    }

    /** The constant in lower case, for people. */
    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
