package dev.grapevine.agent.check;

import dev.grapevine.agent.config.Secret;
import dev.grapevine.cluster.check.BlockingRun;
import dev.grapevine.cluster.check.CheckOutcome;
import dev.grapevine.cluster.check.CheckTarget;
import dev.grapevine.cluster.check.CheckWorkers;
import dev.grapevine.model.Health;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of a script: exit status 0 passes, 1 is a warning, all else critical. Its standard input is empty.
 *
 * <p><b>Output.</b> The run ends with the script, even if a process that it leaves behind keeps its output open. So the
 * pipe is looked at from time to time, and never read where that could block. The Java runtime, too, reads what is left
 * in the pipe when a script ends: for as long as something comes, and into memory. It takes the monitor of the stream for
 * that, so this run holds the monitor throughout, and closes the pipe before it lets go. Who writes into it then is told
 * that nobody reads.
 *
 * <p><b>Killing</b> includes the processes that the script has started, unless they have detached themselves.
 */
final class ScriptRun extends BlockingRun {

    private static final int MAX_POLL_MILLIS = 100;

    /** So much is read at once, so that a flood does not keep the run from ending. */
    private static final int READ_BYTES = 64 * 1_024;

    /** A process can start another while the list of them is made. */
    private static final int SCANS = 3;

    private static final int WARNING_STATUS = 1;

    private final ScriptTarget target;
    private final ScriptRunner runner;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream(64);
    private @Nullable Process process;

    ScriptRun(ScriptTarget target, ScriptRunner runner, CheckWorkers workers) {
        super(workers);
        this.target = target;
        this.runner = runner;
    }

    // ---- on its thread

    @Override
    protected CheckOutcome ask() throws IOException, InterruptedException {
        Process started;
        try {
            started = start();
        } catch (IOException e) {
            return ScriptFailure.outcome(target.command().get(0), e);
        }
        try {
            synchronized (this) {
                process = started;
            }
            runner.started(this);
            return outcome(await(started));
        } finally {
            try {
                kill();
            } finally {
                runner.ended(this);
            }
        }
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(target.command())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(Secret.VARIABLES);
        environment.putAll(target.environment());
        return builder.start();
    }

    /** Waits for the script, and collects its output. Returns its exit status. */
    private int await(Process started) throws IOException, InterruptedException {
        InputStream pipe = started.getInputStream();
        byte[] part = new byte[READ_BYTES];
        synchronized (pipe) {
            try {
                long pollMillis = 1;
                while (!started.waitFor(pollMillis, TimeUnit.MILLISECONDS)) {
                    pollMillis = read(pipe, part) ? 1 : Math.min(2 * pollMillis, MAX_POLL_MILLIS);
                }
                read(pipe, part);
                return started.exitValue();
            } catch (InterruptedException e) {
                kill();
                awaitKilled(started);
                throw e;
            } finally {
                pipe.close();
            }
        }
    }

    /** The thread is busy for as long as the script is: what cannot be killed must not become many. */
    private static void awaitKilled(Process killed) {
        while (killed.isAlive()) {
            try {
                killed.waitFor();
            } catch (InterruptedException again) {
                // It is being killed already.
            }
        }
    }

    /** Reads what is there, and keeps the beginning. Returns whether there was something. */
    private boolean read(InputStream pipe, byte[] part) throws IOException {
        int ready = Math.min(pipe.available(), part.length);
        int count = ready == 0 ? 0 : pipe.read(part, 0, ready);
        synchronized (this) {
            output.write(part, 0, Math.max(0, Math.min(count, CheckOutcome.MAX_BYTES - output.size())));
        }
        return count > 0;
    }

    private CheckOutcome outcome(int status) {
        Health health = status == 0 ? Health.PASSING : status == WARNING_STATUS ? Health.WARNING : Health.CRITICAL;
        String text = said();
        String words = ScriptFailure.status(status);
        return new CheckOutcome(health, text.isEmpty() ? words : status <= WARNING_STATUS ? text : words + ": " + text);
    }

    private synchronized String said() {
        return output.toString(StandardCharsets.UTF_8).strip();
    }

    // ---- on any thread

    /** Kills the script and what it has started. */
    void kill() {
        Process running;
        synchronized (this) {
            running = process;
        }
        if (running == null || !running.isAlive()) {
            return;
        }
        Set<ProcessHandle> all = new LinkedHashSet<>();
        try {
            for (int scan = 0; scan < SCANS; scan++) {
                List<ProcessHandle> found = running.descendants().toList();
                if (!all.addAll(found)) {
                    break;
                }
            }
        } catch (RuntimeException | Error e) {
            // No descriptor is left to list them with: those that are known go, and the script itself.
        } finally {
            running.toHandle().destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Override
    protected String lateBeforeBegin(Duration timeout) {
        return "the script could not begin within " + CheckTarget.seconds(timeout) + ", because " + ScriptRunner.MOST
                + " others were running";
    }

    @Override
    protected String lateSinceBegin(Duration timeout) {
        String text = said();
        return "the script was killed, as it had not ended within " + CheckTarget.seconds(timeout)
                + (text.isEmpty() ? "" : ": " + text);
    }
}
