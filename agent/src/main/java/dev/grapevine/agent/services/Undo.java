package dev.grapevine.agent.services;

import java.util.ArrayDeque;
import java.util.Deque;

/** What takes back the steps of a change, the last one first. Not thread-safe. */
final class Undo {

    private final Deque<Runnable> steps = new ArrayDeque<>();

    /** Registers the undo of the next step. Call it before the step: a step that fails may be half done. */
    void before(Runnable step) {
        steps.push(step);
    }

    /**
     * Takes back all steps, even if some of that fails, for example because the member has stopped.
     *
     * @param failure the reason; gets what fails now as suppressed
     */
    void run(Throwable failure) {
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (Throwable e) {
                failure.addSuppressed(e);
            }
        }
    }
}
