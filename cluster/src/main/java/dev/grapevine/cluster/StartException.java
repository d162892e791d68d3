package dev.grapevine.cluster;

import org.jspecify.annotations.Nullable;

/** A member could not start, or stopped before it was ready. The message says what is wrong, why, and what to do. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Made by the library. */
    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
