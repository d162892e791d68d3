package dev.grapevine.bench;

/** Hears what one node sees. Thread-safe and quick, as it runs on the threads of what is measured. */
public interface Observer {

    /** A node is a member now; so is the observing node itself. */
    void up(String subject);

    /** A node is under suspicion. */
    void suspected(String subject);

    /** A node has said that it leaves; it may still be in the view. */
    void leaving(String subject);

    /** A node is a member no longer. */
    void down(String subject);

    /** A message arrived. */
    void message(String text);

    /** A node tells a new value of itself. */
    void updated(String subject, String value);
}
