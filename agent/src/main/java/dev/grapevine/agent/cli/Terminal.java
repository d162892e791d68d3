package dev.grapevine.agent.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The terminal that standard output is connected to, or its absence.
 *
 * @param interactive whether there is a terminal, rather than a file or a pipe
 * @param width in characters; unlimited if there is no terminal
 * @param colour whether the output may be coloured
 */
public record Terminal(boolean interactive, int width, boolean colour) {

    /** A file or a pipe. */
    public static final Terminal NONE = new Terminal(false, Integer.MAX_VALUE, false);

    private static final int DEFAULT_WIDTH = 80;

    static Terminal detect(Map<String, String> env) {
        if (!terminal()) {
            return NONE;
        }
        boolean plain = !env.getOrDefault("NO_COLOR", "").isEmpty() || "dumb".equals(env.get("TERM"));
        return new Terminal(true, width(env), !plain);
    }

    /** The JDK's console exists only if standard input is a terminal too, so this asks the kernel where possible. */
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
            return DEFAULT_WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return DEFAULT_WIDTH;
    }
}
