package dev.grapevine.agent.daemon;

import dev.grapevine.agent.config.AgentConfig;
import dev.grapevine.cluster.StartException;
import dev.grapevine.cluster.StopReason;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs an agent as a process of its own. */
public final class AgentProcess {

    /** Exit status: it left on request. */
    public static final int LEFT = 0;
    /** Exit status: it gave up, for example because its name is taken. */
    public static final int GAVE_UP = 1;
    /** Exit status: it could not start. */
    public static final int NOT_STARTED = 2;

    private AgentProcess() {}

    /**
     * Runs an agent until it has left or given up. It leaves on SIGTERM or SIGINT; a second signal ends the process at
     * once.
     *
     * @param err receives one line that says why it could not start, or why it gave up
     * @return the exit status
     */
    public static int run(AgentConfig config, PrintStream err) {
        LogSetup.apply(config.log());
        Agent agent;
        try {
            agent = Agent.start(config);
        } catch (StartException e) {
            err.println("grapevine: " + e.getMessage());
            return NOT_STARTED;
        }
        AtomicBoolean leaving = new AtomicBoolean();
        boolean heard = Signals.onStop(() -> {
            if (leaving.getAndSet(true)) {
                Runtime.getRuntime().halt(GAVE_UP);
            }
            agent.leave();
        });
        if (!heard) {
            Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "grapevine-stop"));
        }
        StopReason reason = agent.stopped().join();
        if (reason.cause() == StopReason.Cause.LEFT) {
            return LEFT;
        }
        err.println("grapevine: " + reason.text());
        return GAVE_UP;
    }
}
