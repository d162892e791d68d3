package dev.grapevine.agent.simulate;

import dev.grapevine.sim.runs.Campaign;
import java.io.PrintWriter;
import java.util.Locale;

/** How many runs are over, on one line that is written again and again; gone when all are. For a terminal. */
final class ProgressBar implements Campaign.Progress {

    private static final int WIDTH = 30;

    private final PrintWriter err;
    private final String title;
    private final int all;
    private final long began = System.nanoTime();

    ProgressBar(PrintWriter err, String title, int all) {
        this.err = err;
        this.title = title;
        this.all = all;
        over(0, 0);
    }

    @Override
    public void over(int done, int failed) {
        err.print(done == all ? "\r\033[K" : "\r\033[K" + line(done, failed, System.nanoTime() - began));
        err.flush();
    }

    private String line(int done, int failed, long elapsed) {
        int full = done * WIDTH / all;
        String left = done == 0 ? "" : String.format(Locale.ROOT, ", %.0f s left", elapsed / 1e9 / done * (all - done));
        return title + " [" + "#".repeat(full) + "-".repeat(WIDTH - full) + "] " + done + " of " + all
                + (failed == 0 ? "" : ", " + failed + " failed") + left;
    }
}
