package dev.grapevine.agent.demo;

import dev.grapevine.agent.cli.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * A scrolling story with a table below it that is redrawn in place. Without a terminal, only the story is written.
 * Thread-safe.
 */
final class LiveTable {

    private final Shell shell;
    private final Supplier<List<String>> table;
    private final long start = System.nanoTime();
    private int drawn;
    private boolean over;

    /** @param table returns the current lines of the table, none wider than the terminal */
    LiveTable(Shell shell, Supplier<List<String>> table) {
        this.shell = shell;
        this.table = table;
    }

    /** Adds a line to the story, with the time since the start. */
    void say(String text) {
        Duration since = Duration.ofNanos(System.nanoTime() - start);
        write(String.format(Locale.ROOT, "%7.3fs  %s", since.toNanos() / 1e9, text));
    }

    /** Adds a line to the story. */
    synchronized void write(String line) {
        erase();
        shell.out().println(cut(line));
        draw();
    }

    /** Redraws the table, if it is shown. */
    synchronized void refresh() {
        erase();
        draw();
    }

    /** Writes the table as the last part of the story, and draws nothing after that. */
    synchronized void end() {
        erase();
        over = true;
        table.get().forEach(shell.out()::println);
        shell.out().flush();
    }

    private void erase() {
        if (drawn > 0) {
            shell.out().print("\033[" + drawn + "A\033[J");
            drawn = 0;
        }
    }

    private void draw() {
        if (shell.terminal().interactive() && !over) {
            List<String> lines = table.get();
            shell.out().println();
            lines.forEach(shell.out()::println);
            drawn = lines.size() + 1;
        }
        shell.out().flush();
    }

    /** Truncates a line to the width of the terminal: a wrapped line would disturb the redrawing of the table. */
    private String cut(String line) {
        int width = shell.terminal().width();
        return line.length() <= width ? line : line.substring(0, width - 1) + "…";
    }
}
