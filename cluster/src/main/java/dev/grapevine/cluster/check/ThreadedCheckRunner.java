package dev.grapevine.cluster.check;

import java.time.Duration;

/** Runs checks on threads of its own, which start with the first check. */
public final class ThreadedCheckRunner implements CheckRunner {

    private final CheckThreads threads;

    /** @param owner begins the names of the threads */
    public ThreadedCheckRunner(String owner) {
        this.threads = new CheckThreads(owner);
    }

    @Override
    public RunningCheck poll(CheckTarget target, CheckPolicy policy, Runnable changed) {
        return new PollingCheck(target, policy, threads, changed);
    }

    @Override
    public HeartbeatCheck expect(Duration ttl, Runnable changed) {
        return new ExpiringCheck(ttl, threads, changed);
    }

    @Override
    public void close() {
        threads.close();
    }
}
