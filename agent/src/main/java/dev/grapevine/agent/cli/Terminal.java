package dev.grapevine.agent.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What answers are shown on.
 *
 * @param interactive whether somebody looks at it as it comes: a terminal, not a file or a pipe
 * @param width in characters; without bound where it is none
 * @param colour whether it may be coloured
 */
public record Terminal(boolean interactive, int width, boolean colour) {

    /** A file or a pipe. */
    public static final Terminal NONE = new Terminal(false, Integer.MAX_VALUE, false);

    private static final int USUAL_WIDTH = 80;

    static Terminal detect(Map<String, String> env) {
        if (!terminal()) {
            return NONE;
        }
        boolean plain = !env.getOrDefault("NO_COLOR", "").isEmpty() || "dumb".equals(env.get("TERM"));
        return new Terminal(true, width(env), !plain);
    }

    /** The console of the JDK exists only where input is a terminal as well, so ask the kernel where it tells. */
    @SuppressWarnings("SystemConsoleNull") // bin/grapevine asks JDK 22 and newer for the console that is null
    private static boolean terminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException noProc) {
            return System.console() != null;
        }
    }

    private static int width(Map<String, String> env) {
        String columns = env.getOrDefault("COLUMNS", "");
        if (columns.matches("[1-9]\\d{1,3}")) {
            return Integer.parseInt(columns);
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            stty.waitFor(1, TimeUnit.SECONDS);
            String[] rowsAndColumns = size.split(" ");
            if (rowsAndColumns.length == 2 && rowsAndColumns[1].matches("[1-9]\\d{1,3}")) {
                return Integer.parseInt(rowsAndColumns[1]);
            }
        } catch (IOException noTerminal) {
            return USUAL_WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return USUAL_WIDTH;
    }
}
