package dev.grapevine.bench.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The time since the start, what was done to members, and when. Thread-safe. */
final class Timeline {

    /** What may be done to a member. */
    enum Deed {
        KILL("#d62728"),
        LEAVE("#1f77b4"),
        HANG("#ff7f0e"),
        REUSE("#9467bd"),
        SWAP("#8c564b"),
        SLANDER("#bbbbbb");

        private final String color;

        Deed(String color) {
            this.color = color;
        }

        /** Of its marks in the plot. */
        String color() {
            return color;
        }
    }

    /**
     * A deed.
     *
     * @param second when it began
     * @param end when it ended; the member may be missed a while longer
     * @param member its name, or empty for all
     */
    record Mark(double second, double end, Deed deed, String member) {}

    private final long startNanos = System.nanoTime();
    private final List<Mark> marks = new ArrayList<>();

    double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    void mark(Deed deed, String member) {
        mark(deed, member, Duration.ZERO);
    }

    /** Something that begins now, and lasts. */
    synchronized void mark(Deed deed, String member, Duration lasts) {
        double now = seconds();
        marks.add(new Mark(now, now + lasts.toMillis() / 1e3, deed, member));
    }

    synchronized List<Mark> marks() {
        return List.copyOf(marks);
    }
}
