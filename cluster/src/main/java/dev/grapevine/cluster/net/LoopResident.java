package dev.grapevine.cluster.net;

import org.jspecify.annotations.Nullable;

/** Lives on a loop, and is told that the loop has ended. */
public interface LoopResident {

    /**
     * Called on the loop's thread, after the last task, when all channels of the loop are closed. May block. Called
     * again if it or another resident throws, and memory is available again.
     *
     * @param cause null if the loop was stopped
     */
    void loopEnded(@Nullable Throwable cause);
}
