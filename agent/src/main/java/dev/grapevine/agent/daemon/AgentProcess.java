package dev.grapevine.agent.daemon;

import dev.grapevine.agent.config.AgentConfig;
import dev.grapevine.cluster.StartException;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** An agent that is a process of its own. */
public final class AgentProcess {

    /** It left because it was asked to. */
    public static final int LEFT = 0;
    /** It gave up, because of its name for instance. */
    public static final int GAVE_UP = 1;
    /** It could not start. */
    public static final int NOT_STARTED = 2;

    private AgentProcess() {}

    /**
     * Runs an agent until it has left or given up. SIGTERM and SIGINT make it leave, a second one ends the process at once.
     *
     * @param err for the one line that says why it could not start, or gave up
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
        String reason = agent.stopped().join();
        if (reason.equals("left")) {
            return LEFT;
        }
        err.println("grapevine: " + reason);
        return GAVE_UP;
    }
}
