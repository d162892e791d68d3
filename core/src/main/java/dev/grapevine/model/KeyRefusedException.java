package dev.grapevine.model;

/** A change of the cluster's keys is refused, since a member would be cut off, or since it is impossible. Nothing was changed. */
public final class KeyRefusedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /** @param message what is wrong, and what to do */
    public KeyRefusedException(String message) {
        super(message);
    }
}
