package dev.grapevine.cluster;

/**
 * Why a member has stopped. Immutable.
 *
 * @param cause what happened
 * @param text the same in words for people, with details
 */
public record StopReason(Cause cause, String text) {

    /** What made a member stop. */
    public enum Cause {
        /** It left: by {@link Cluster#leave} or {@link Cluster#close}. */
        LEFT,
        /** It was stopped without telling the others, by {@link Cluster#abort} or an interrupt of a close. */
        ABORTED,
        /** It gave up its name, which another process uses. */
        NAME_TAKEN,
        /** It cannot go on: its thread failed. */
        FAILED
    }

    @Override
    public String toString() {
        return cause + ": " + text;
    }
}
