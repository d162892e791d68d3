package dev.grapevine.model;

/** What its owner wanted to publish is over a limit; nothing was changed. The message names the limit and the knob. */
public final class LimitExceededException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LimitExceededException(String message) {
        super(message);
    }
}
