package dev.grapevine.cluster.net;

/**
 * When one of the driven is due, as it said after its last turn; so those that share a loop need not all be asked at each turn of it. Of the loop's thread.
 */
public final class Deadline {

    private final DeadlineQueue turns;
    private final Tickable driven;
    private long due;

    Deadline(DeadlineQueue turns, Tickable driven) {
        this.turns = turns;
        this.driven = driven;
        this.due = driven.nextDeadline();
    }

    /** Its deadline is earlier now than it said, or than it was told here, if it is. */
    public void by(long deadline) {
        if (deadline - due < 0) {
            due = deadline;
            turns.earlier(due);
        }
    }

    long due() {
        return due;
    }

    boolean of(Tickable other) {
        return driven == other;
    }

    void tick() {
        driven.tick(System.nanoTime(), System.currentTimeMillis());
    }

    void ask() {
        due = driven.nextDeadline();
    }
}
