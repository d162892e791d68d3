package dev.grapevine.cluster.net;

/** An object with deadlines that a loop drives. Called in the loop only. */
public interface Tickable {

    /** When {@link #tick} is due next, in monotonic nanoseconds. Read after each tick; see {@link Deadline}. */
    long nextDeadline();

    /** Runs what is due. All sockets have been drained before the call. */
    void tick(long now, long wallMillis);
}
