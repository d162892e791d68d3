package dev.grapevine.bench.soak;

import dev.grapevine.bench.soak.Timeline.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes what was measured and judged: {@code samples.csv} as it is measured, {@code deeds.csv}, {@code plots.svg} and
 * {@code report.txt} at the end. Thread-safe.
 */
final class Report {

    private final Path folder;
    private final Path samples;

    Report(Path folder) throws IOException {
        this.folder = folder;
        this.samples = folder.resolve("samples.csv");
        String measures = Arrays.stream(Measure.values())
                .map(measure -> measure.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
        Files.writeString(samples, "second,place,member," + measures + "\n");
    }

    /** A run that is cut off leaves what was measured until then. */
    synchronized void add(Sample sample) throws IOException {
        String values = Arrays.stream(Measure.values())
                .map(measure -> sample.values().get(measure))
                .map(value -> value == null ? "" : String.format(Locale.ROOT, "%.2f", value))
                .collect(Collectors.joining(","));
        Files.writeString(
                samples,
                String.format(
                        Locale.ROOT, "%.1f,%d,%s,%s%n", sample.second(), sample.place() + 1, sample.member(), values),
                StandardOpenOption.APPEND);
    }

    /** @param places the samples of each place */
    synchronized void write(Timeline timeline, List<List<Sample>> places, List<Judgement> judgements, Notes notes)
            throws IOException {
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
