package dev.grapevine.agent.template;

/** A command could not be started, did not end in time, or ended with another status than 0. The message says which. */
public final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean started;

    CommandFailure(String message, boolean started) {
        super(message);
        this.started = started;
    }

    /** Whether the command ran at all. */
    public boolean started() {
        return started;
    }
}
