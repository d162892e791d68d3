package dev.grapevine.cluster.net;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lives on a loop, and is told that the loop has ended or hangs. */
public interface LoopResident {

    /**
     * Called on the loop's thread, after the last task, when all channels of the loop are closed. May block. Called
     * again if it or another resident throws, and memory is available again.
     *
     * @param cause null if the loop was stopped
     */
    void loopEnded(@Nullable Throwable cause);

    /**
     * Called on the watchdog's thread when the loop has not come round for a while, once each time. Must not block.
     *
     * @param since how long that has been
     */
    default void loopHangs(Duration since) {}
}
