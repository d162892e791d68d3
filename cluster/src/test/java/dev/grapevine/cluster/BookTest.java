package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The figures in the Javadoc of the package. */
class BookTest {

    private static final Path BOOK = Path.of("src/main/java/dev/grapevine/cluster/package-info.java");
    private static final Pattern LIMIT = Pattern.compile("ProtocolSetting#(\\w+) \\S+} \\(([\\d,]+)( [KM]iB)?\\)");
    private static final Pattern ROW =
            Pattern.compile("<tr><td>([^/]*)</td> <td>(.* s)</td><td>(.* s)</td><td>(.* s)</td>");

    @Test
    void the_javadoc_expects_what_the_page_of_profiles_does() throws IOException {
        List<String> documented = rows();
        assertThat(documented).hasSize(7);
        assertThat(profiles()).containsAll(documented);
    }

    @Test
    void the_javadoc_names_the_default_limits() throws IOException {
        int limits = 0;
        Matcher limit = LIMIT.matcher(Files.readString(BOOK));
        while (limit.find()) {
            long value = Long.parseLong(limit.group(2).replace(",", "")) * unit(limit.group(3));
            for (Profile profile : Profile.values()) {
                assertThat(ProtocolSetting.valueOf(limit.group(1)).defaultIn(profile))
                        .as(limit.group(1))
                        .isEqualTo(value);
            }
            limits++;
        }
        assertThat(limits).isEqualTo(4);
    }

    private static long unit(@Nullable String suffix) {
        return suffix == null ? 1 : suffix.equals(" KiB") ? 1 << 10 : 1 << 20;
    }

    /** The lines that are repeated from {@code docs/profiles.md}, as in {@code leave (LEFT), at most | 0.28 s | 0.28 s | 1.12 s}. */
    private static List<String> rows() throws IOException {
        String book = Files.readString(BOOK)
                .replaceAll("\\s*\\n \\*\\s+", " ")
                .replaceAll("\\{@code (\\w+)}", "$1")
                .replace("</tr>", "</tr>\n");
        List<String> rows = new ArrayList<>();
        Matcher row = ROW.matcher(book);
        while (row.find()) {
            rows.add(String.join(" | ", row.group(1), row.group(2), row.group(3), row.group(4)));
        }
        return rows;
    }

    private static List<String> profiles() throws IOException {
        List<String> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("../docs/profiles.md"))) {
            String[] cells = line.replace("`", "").split(" *\\| *");
            if (cells.length == 6) {
                rows.add(String.join(" | ", cells[1], cells[3], cells[4], cells[5]));
            }
        }
        return rows;
    }
}
