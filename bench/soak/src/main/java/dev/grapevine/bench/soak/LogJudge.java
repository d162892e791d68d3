package dev.grapevine.bench.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether the agents have logged an exception or an error, or a line that is too long. */
final class LogJudge {

    private static final Pattern BAD = Pattern.compile(
            "\\bException\\b|[a-z]Exception\\b|\\b[A-Za-z]+Error\\b|^\\s+at [\\w.$/]+\\(| ERROR |# A fatal error");

    /** What a JVM too busy to be attached to prints instead when the sampler asks for its heap. The log goes on after it. */
    private static final String THREAD_DUMP = "Full thread dump ";

    private static final Pattern LOG_LINE = Pattern.compile("^\\d{4}-\\d\\d-\\d\\dT");

    private static final int MOST_FINDINGS = 20;
    private static final int LONGEST_LINE = 1_200;

    private LogJudge() {}

    static List<String> bad(Path folder) throws IOException {
        List<String> bad = new ArrayList<>();
        List<Path> logs;
        try (Stream<Path> files = Files.list(folder)) {
            logs = files.sorted().toList();
        }
        // A log may hold bytes of strangers.
        Charset anything = StandardCharsets.ISO_8859_1;
        for (Path log : logs) {
            try (BufferedReader lines = Files.newBufferedReader(log, anything)) {
                boolean told = false;
                boolean dump = false;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    dump = line.startsWith(THREAD_DUMP)
                            || (dump && !LOG_LINE.matcher(line).find());
                    if (dump) {
                        continue;
                    }
                    boolean isLong = line.length() > LONGEST_LINE;
                    boolean isBad = isLong || BAD.matcher(line).find();
                    // Of a stack trace the first line is enough.
                    boolean toldBefore = told;
                    told = isBad;
                    if (isBad && !toldBefore && bad.size() < MOST_FINDINGS) {
                        bad.add(log.getFileName()
                                + (isLong ? ": a line of " + line.length() + " bytes: " : ": ")
                                + line.substring(0, Math.min(300, line.length())));
                    }
                }
            }
        }
        return bad;
    }
}
