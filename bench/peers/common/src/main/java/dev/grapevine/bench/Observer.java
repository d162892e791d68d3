package dev.grapevine.bench;

/** Receives what one node sees. Thread-safe and quick, as it runs on the threads of the measured system. */
public interface Observer {

    /** A node became a member. The observing node reports itself too. */
    void up(String subject);

    /** A node came under suspicion. */
    void suspected(String subject);

    /** A node announced that it leaves. It may still be in the view. */
    void leaving(String subject);

    /** A node is no longer a member. */
    void down(String subject);

    /** A message arrived. */
    void message(String text);

    /** A node published a new value. */
    void updated(String subject, String value);
}
