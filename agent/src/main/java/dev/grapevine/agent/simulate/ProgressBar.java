package dev.grapevine.agent.simulate;

import dev.grapevine.sim.campaign.Campaign;
import dev.grapevine.sim.operation.DurationFormat;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Shows how many runs are done, or how far a single run is, on one line that is rewritten in place and removed at the
 * end. For a terminal.
 */
final class ProgressBar implements Campaign.Progress {

    private static final int WIDTH = 30;
    private static final long SECOND = 1_000_000_000L;
    /** Seconds between two updates during a run. */
    private static final double PAUSE = 0.2;

    private final PrintWriter err;
    private final String title;
    private final int all;
    private final long duration;
    private final long began = System.nanoTime();
    private double shownAt;

    /**
     * Creates a bar, and shows it at once.
     *
     * @param all the number of runs
     * @param duration of each run, in virtual nanoseconds
     */
    ProgressBar(PrintWriter err, String title, int all, long duration) {
        this.err = err;
        this.title = title;
        this.all = all;
        this.duration = duration;
        ended(0, 0);
    }

    @Override
    public void ended(int done, int failed) {
        String failures = failed == 0 ? "" : ", " + failed + " failed";
        show(done == all ? "" : line((double) done / all, done + " of " + all + failures));
    }

    @Override
    public void reached(long time) {
        if (elapsed() - shownAt < PAUSE) {
            return;
        }
        shownAt = elapsed();
        String reached = DurationFormat.format(time / SECOND * SECOND);
        show(line((double) time / duration, reached + " of " + DurationFormat.format(duration)));
    }

    private void show(String line) {
        err.print("\r\033[K" + line);
        err.flush();
    }

    /** Seconds since it was first shown. */
    private double elapsed() {
        return (System.nanoTime() - began) / 1e9;
    }

    private String line(double share, String words) {
        int full = (int) (share * WIDTH);
        String left = share == 0 ? "" : String.format(Locale.ROOT, ", %.0f s left", elapsed() / share * (1 - share));
        return title + " [" + "#".repeat(full) + "-".repeat(WIDTH - full) + "] " + words + left;
    }
}
