package dev.grapevine.sim.protocol;

import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The table of expected seconds in {@code docs/profiles.md}. */
final class ProfileDocument {

    private static final Path PLACE = Path.of("..", "docs", "profiles.md");
    private static final int COLUMNS = 2 + Profile.values().length;

    /**
     * One line of it.
     *
     * @param formula of keys of settings, as {@code 2 x probe.period + suspicion.window-min}
     * @param nanos in each profile
     */
    record Line(String what, String formula, List<Long> nanos) {

        /** The value of the formula. */
        long evaluated(Profile profile) {
            Settings settings = Settings.of(profile);
            long sum = 0;
            int sign = 1;
            for (String term : formula.split(" (?=[+-] )")) {
                String words = term;
                if (words.startsWith("+ ") || words.startsWith("- ")) {
                    sign = words.startsWith("-") ? -1 : 1;
                    words = words.substring(2);
                }
                String[] factors = words.split(" x ");
                long factor = factors.length == 1 ? 1 : Long.parseLong(factors[0]);
                String key = factors[factors.length - 1];
                ProtocolSetting knob = ProtocolSetting.byKey(key)
                        .orElseThrow(() -> new AssertionError("\"" + key + "\" in \"" + formula + "\" is no setting"));
                sum += sign * factor * settings.get(knob);
            }
            return sum;
        }

        long in(Profile profile) {
            return nanos.get(profile.ordinal());
        }
    }

    private ProfileDocument() {}

    static List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (String line : text().lines().toList()) {
            String[] cells = line.replaceAll("^\\| | \\|$", "").split(" \\| ");
            if (line.startsWith("| ") && cells.length == COLUMNS && cells[2].endsWith(" s")) {
                lines.add(
                        new Line(cells[0], cells[1], List.of(seconds(cells[2]), seconds(cells[3]), seconds(cells[4]))));
            }
        }
        return lines;
    }

    /** The only line whose description begins and ends with these texts. */
    static Line line(String begin, String end) {
        List<Line> found = lines().stream()
                .filter(line -> line.what().startsWith(begin) && line.what().endsWith(end))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " lines begin with \"" + begin + "\" and end with \"" + end + "\"");
        }
        return found.get(0);
    }

    private static long seconds(String cell) {
        return new BigDecimal(cell.replace(" s", "")).movePointRight(9).longValueExact();
    }

    private static String text() {
        try {
            return Files.readString(PLACE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
