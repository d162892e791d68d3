package dev.grapevine.agent.demo;

import dev.grapevine.agent.cli.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * A story that scrolls, and below it a table that is drawn anew in place. Where nobody looks at it as it comes, only the story
 * is written. Thread-safe.
 */
final class LiveTable {

    private final Shell shell;
    private final Supplier<List<String>> table;
    private final long start = System.nanoTime();
    private int drawn;
    private boolean over;

    /** @param table its lines now, none wider than the screen */
    LiveTable(Shell shell, Supplier<List<String>> table) {
        this.shell = shell;
        this.table = table;
    }

    /** A line of the story, with the time since the beginning. */
    void say(String text) {
        Duration since = Duration.ofNanos(System.nanoTime() - start);
        write(String.format(Locale.ROOT, "%7.3fs  %s", since.toNanos() / 1e9, text));
    }

    /** A line of the story by itself. */
    synchronized void write(String line) {
        erase();
        shell.out().println(cut(line));
        draw();
    }

    /** Draws the table anew, if it is shown. */
    synchronized void refresh() {
        erase();
        draw();
    }

    /** Ends with the table as part of the story; from now on nothing is drawn. */
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
        if (shell.screen().interactive() && !over) {
            List<String> lines = table.get();
            shell.out().println();
            lines.forEach(shell.out()::println);
            drawn = lines.size() + 1;
        }
        shell.out().flush();
    }

    /** A line that wraps would take two, and the table be drawn over half of it. */
    private String cut(String line) {
        int width = shell.screen().width();
        return line.length() <= width ? line : line.substring(0, width - 1) + "…";
    }
}
