package dev.grapevine.bench.soak;

import dev.grapevine.bench.soak.Timeline.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes what was measured and judged: {@code samples.csv}, {@code deeds.csv}, {@code plots.svg}, {@code report.txt}. */
final class Report {

    private final Path folder;

    Report(Path folder) {
        this.folder = folder;
    }

    /** @param places the samples of each place */
    void write(Timeline timeline, List<List<Sample>> places, List<Judgement> judgements, Notes notes)
            throws IOException {
        Files.writeString(folder.resolve("samples.csv"), samples(places));
        Files.writeString(folder.resolve("deeds.csv"), deeds(timeline.marks()));
        double seconds = places.stream()
                .flatMap(List::stream)
                .mapToDouble(Sample::second)
                .max()
                .orElse(1);
        String title = String.format(
                Locale.ROOT,
                "Soak of %d agents for %.0f minutes, %d hostile packets a second",
                places.size(),
                seconds / 60,
                Attacker.PER_SECOND);
        Files.writeString(folder.resolve("plots.svg"), new Plot(timeline.marks(), places, seconds).draw(title));
        List<String> lines = new ArrayList<>();
        judgements.forEach(judgement -> lines.add(judgement.toString()));
        lines.add("");
        notes.counts().forEach((what, count) -> lines.add(String.format(Locale.ROOT, "%8d  %s", count, what)));
        Files.write(folder.resolve("report.txt"), lines);
        lines.forEach(System.out::println);
        System.out.println("plots: " + folder.resolve("plots.svg"));
    }

    private static String samples(List<List<Sample>> places) {
        StringBuilder csv = new StringBuilder("second,place,member");
        for (Measure measure : Measure.values()) {
            csv.append(',').append(measure.name().toLowerCase(Locale.ROOT));
        }
        csv.append('\n');
        places.stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingDouble(Sample::second))
                .forEach(sample -> csv.append(String.format(
                                Locale.ROOT, "%.1f,%d,%s,", sample.second(), sample.place() + 1, sample.member()))
                        .append(Arrays.stream(Measure.values())
                                .map(measure -> sample.values().get(measure))
                                .map(value -> value == null ? "" : String.format(Locale.ROOT, "%.2f", value))
                                .collect(Collectors.joining(",")))
                        .append('\n'));
        return csv.toString();
    }

    private static String deeds(List<Mark> marks) {
        StringBuilder csv = new StringBuilder("second,end,deed,member\n");
        for (Mark mark : marks) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f,%s,%s%n",
                    mark.second(),
                    mark.end(),
                    mark.deed().name().toLowerCase(Locale.ROOT),
                    mark.member()));
        }
        return csv.toString();
    }
}
