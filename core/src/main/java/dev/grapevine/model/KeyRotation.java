package dev.grapevine.model;

import java.util.List;

/**
 * How far the change to a new key is.
 *
 * @param id of the new key
 * @param waitingFor names of the members that the step waits for
 */
public record KeyRotation(String id, Step step, List<String> waitingFor) {

    /** What is being done. */
    public enum Step {
        /** The key travels to all members. */
        INSTALLING,
        /** All members begin to seal with it. */
        USING,
        /** The former keys are removed, and the change is complete. */
        DONE
    }

    public KeyRotation {
        waitingFor = List.copyOf(waitingFor);
    }
}
