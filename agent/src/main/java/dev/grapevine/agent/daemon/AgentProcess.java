package dev.grapevine.agent.daemon;

import dev.grapevine.agent.config.AgentConfig;
import dev.grapevine.cluster.StartException;
import dev.grapevine.cluster.StopReason;
import dev.grapevine.model.ProtocolSetting;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs an agent as a process of its own. Signals are handled before anything else starts: SIGTERM and SIGINT make it leave,
 * a second one ends it at once, and so does the {@linkplain EndLimit limit} of its end. SIGHUP makes it leave when it was
 * started on a terminal, and else read its secrets again.
 */
public final class AgentProcess {

    /** Exit status: it left on request. */
    public static final int LEFT = 0;
    /** Exit status: it gave up, for example because its name is taken, or was ended because it hung. */
    public static final int GAVE_UP = 1;
    /** Exit status: it could not start. */
    public static final int NOT_STARTED = 2;

    private static final Logger LOG = System.getLogger("dev.grapevine.agent");

    /** How long an end may take beyond {@code protocol.leave.timeout}, less than a container engine waits. */
    static final long GRACE_MILLIS = 6_000;

    private static final long FLUSH_MILLIS = 1_000;

    private final PrintStream err;
    private final boolean colour;
    private final boolean terminal;
    private final EndLimit limit;
    private final AtomicBoolean leaving = new AtomicBoolean();
    /** A hang-up that came while the agent was starting, with what it had read before. */
    private final AtomicBoolean hungUp = new AtomicBoolean();

    private final AtomicReference<@Nullable Agent> agent = new AtomicReference<>();
    private final AtomicReference<@Nullable Supplier<AgentConfig>> reload = new AtomicReference<>();
    private volatile long leaveMillis;
    private volatile int forcedStatus = GAVE_UP;

    private AgentProcess(PrintStream err, boolean colour) {
        this.err = err;
        this.colour = colour;
        this.terminal = Signals.onTerminal();
        this.limit = new EndLimit(() -> Runtime.getRuntime().halt(forcedStatus));
    }

    /**
     * Handles signals from now on.
     *
     * @param err receives one line that says why the agent could not start, or why it gave up
     * @param colour whether the log may be coloured: standard output is a terminal, and nothing speaks against it
     */
    public static AgentProcess prepare(PrintStream err, boolean colour) {
        AgentProcess process = new AgentProcess(err, colour);
        if (!Signals.onStop(process::stop)) {
            Runtime.getRuntime().addShutdownHook(new Thread(process::leaveAndWait, "grapevine-stop"));
        }
        Signals.onHangUp(process::hangUp);
        return process;
    }

    /**
     * Runs the agent until it has left or given up.
     *
     * @param again reads the configuration again; throws what a wrong one is reported with
     * @return the exit status
     */
    public int run(AgentConfig config, Supplier<AgentConfig> again) {
        leaveMillis = TimeUnit.NANOSECONDS.toMillis(config.protocol().get(ProtocolSetting.LEAVE_TIMEOUT));
        QueuedAppender log = LogSetup.apply(config.log(), colour);
        reload.set(again);
        try {
            return run(config, log);
        } finally {
            if (log != null) {
                log.flush(FLUSH_MILLIS);
            }
        }
    }

    private int run(AgentConfig config, @Nullable QueuedAppender log) {
        Agent started;
        try {
            started = Agent.start(config);
        } catch (StartException e) {
            limit.arm(GRACE_MILLIS); // the reader of standard error may be blocked
            err.println("grapevine: " + e.getMessage());
            return NOT_STARTED;
        }
        HangLimit hang = new HangLimit(started.cluster()::hungFor, () -> endHanging(log));
        agent.set(started);
        readAgain();
        if (leaving.get()) {
            started.leave();
        }
        StopReason reason = started.cluster().stopped().join();
        boolean left = reason.cause() == StopReason.Cause.LEFT;
        forcedStatus = left ? LEFT : GAVE_UP;
        limit.arm(GRACE_MILLIS);
        started.stopped().join();
        hang.close();
        if (!left) {
            err.println("grapevine: " + reason.text());
        }
        return left ? LEFT : GAVE_UP;
    }

    // ---- signals

    private void stop() {
        if (leaving.getAndSet(true)) {
            Runtime.getRuntime().halt(forcedStatus);
        }
        limit.arm(leaveMillis + GRACE_MILLIS);
        Agent running = agent.get();
        if (running != null) {
            running.leave();
        }
    }

    private void hangUp() {
        if (terminal) {
            stop();
            return;
        }
        hungUp.set(true);
        readAgain();
    }

    private void readAgain() {
        Supplier<AgentConfig> again = reload.get();
        Agent running = agent.get();
        if (again == null || running == null || !hungUp.getAndSet(false)) {
            return; // an agent that is starting reads again as soon as it runs
        }
        try {
            running.readSecretsAgain(again.get());
        } catch (Exception e) {
            LOG.log(
                    Level.ERROR,
                    "RELOAD refused, everything stays as it was: "
                            + String.valueOf(e.getMessage()).replace("\n", "; "));
        }
    }

    private void leaveAndWait() {
        stop();
        Agent running = agent.get();
        if (running != null) {
            running.stopped().join();
        }
    }

    private void endHanging(@Nullable QueuedAppender log) {
        limit.arm(FLUSH_MILLIS + GRACE_MILLIS);
        String text = "the thread of this member has not come round for " + HangLimit.LIMIT.toSeconds()
                + " s; this process ends, see the log for the place where it hangs";
        LOG.log(Level.ERROR, text);
        if (log != null) {
            log.flush(FLUSH_MILLIS);
        }
        err.println("grapevine: " + text);
        Runtime.getRuntime().halt(GAVE_UP);
    }
}
