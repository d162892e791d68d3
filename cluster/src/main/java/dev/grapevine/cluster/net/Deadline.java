package dev.grapevine.cluster.net;

/**
 * The deadline of one ticked object, as it reported after its last tick. It is cached here so that a loop need not ask
 * every object in each turn. Used by the loop's thread only.
 */
public final class Deadline {

    private final DeadlineQueue deadlines;
    private final Tickable ticked;
    private long due;

    Deadline(DeadlineQueue deadlines, Tickable ticked) {
        this.deadlines = deadlines;
        this.ticked = ticked;
        this.due = ticked.nextDeadline();
    }

    /** Moves the deadline forward to the given time; a later time has no effect. */
    public void by(long deadline) {
        if (deadline - due < 0) {
            due = deadline;
            deadlines.earlier(due);
        }
    }

    long due() {
        return due;
    }

    boolean of(Tickable other) {
        return ticked == other;
    }

    void tick() {
        ticked.tick(System.nanoTime(), System.currentTimeMillis());
    }

    void refresh() {
        due = ticked.nextDeadline();
    }
}
