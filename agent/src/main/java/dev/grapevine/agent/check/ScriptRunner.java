package dev.grapevine.agent.check;

import dev.grapevine.cluster.check.CheckRun;
import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import dev.grapevine.cluster.check.CheckWorkers;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs the scripts of checks, a bounded number at a time. Each has a thread, which waits for it. Thread-safe. */
final class ScriptRunner implements AutoCloseable {

    /** Scripts at a time. */
    static final int MOST = 16;

    private final CheckWorkers workers;
    private final Set<ScriptRun> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param owner begins the names of the threads */
    ScriptRunner(String owner) {
        this.workers = new CheckWorkers(MOST, owner + "-check-script");
    }

    CheckRun begin(ScriptTarget target, Punctuality punctuality) {
        ScriptRun run = new ScriptRun(target, this, workers);
        run.begin(punctuality);
        return run;
    }

    /** The run has a process now; it is killed at once if the checks have ended. */
    void started(ScriptRun run) {
        running.add(run);
        if (closed) {
            run.kill();
        }
    }

    void ended(ScriptRun run) {
        running.remove(run);
    }

    /** Kills all that run, and begins no other. */
    @Override
    public void close() {
        closed = true;
        workers.close();
        running.forEach(ScriptRun::kill);
    }
}
