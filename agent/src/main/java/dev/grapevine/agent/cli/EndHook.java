package dev.grapevine.agent.cli;

/** Runs something when this process is told to end, unless it is closed before. */
final class EndHook {

    private final Thread thread;

    EndHook(Runnable action) {
        this.thread = new Thread(action, "grapevine-end");
        Runtime.getRuntime().addShutdownHook(thread);
    }

    void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException ending) {
            // It runs already.
        }
    }
}
