package dev.grapevine.cluster.net;

/** Something with deadlines of its own that a loop runs. Called only in the loop. */
public interface Tickable {

    /** When {@link #tick} is next wanted, in monotonic nanoseconds. Asked after each tick; see {@link Deadline}. */
    long nextDeadline();

    /** Runs what is due; all sockets have been drained before. */
    void tick(long now, long wallMillis);
}
