package dev.grapevine.model;

/**
 * A member would own more state than a limit allows; nothing was changed. The message names the limit and its setting.
 */
public final class LimitExceededException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LimitExceededException(String message) {
        super(message);
    }
}
