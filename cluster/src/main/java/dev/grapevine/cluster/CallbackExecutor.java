package dev.grapevine.cluster;

import java.util.concurrent.Executor;

/** Runs tasks that call the program and may block, each on a thread that nothing else depends on. */
interface CallbackExecutor extends Executor {

    /** Runs a task after a second; not at all if the member stopped a while ago. */
    void executeLater(Runnable task);
}
