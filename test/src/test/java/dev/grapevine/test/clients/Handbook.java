package dev.grapevine.test.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The configurations of other programs that the documentation shows. Tests use them as they stand there. */
final class Handbook {

    private static final String INDENT = "    ";

    private Handbook() {}

    /** Installs a file that a page shows: the indented lines after the line that names it, and ends with a colon. */
    static void install(String page, String file) {
        Desk.write(file, shown(page, file));
    }

    /** Adds what a page shows of a file to the end of the one that its package has installed. */
    static void append(String page, String file) {
        try {
            Desk.write(file, Files.readString(Path.of(file)) + "\n" + shown(page, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shown(String page, String file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of(System.getProperty("grapevine.test.docs", "../docs"), page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int start = 0;
        while (start < lines.size() && !shows(lines.get(start), file)) {
            start++;
        }
        StringBuilder text = new StringBuilder();
        for (int i = start + 1;
                i < lines.size() && (lines.get(i).isBlank() || lines.get(i).startsWith(INDENT));
                i++) {
            text.append(lines.get(i).isBlank() ? "" : lines.get(i).substring(INDENT.length()))
                    .append('\n');
        }
        if (text.toString().isBlank()) {
            throw new AssertionError(page + " does not show " + file);
        }
        return text.toString();
    }

    private static boolean shows(String line, String file) {
        return line.endsWith(":") && line.contains("`" + file + "`");
    }
}
