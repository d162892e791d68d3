package dev.grapevine.agent.check;

import dev.grapevine.cluster.check.CheckResolver;
import dev.grapevine.cluster.check.CheckRun;
import dev.grapevine.cluster.check.CheckTarget;
import dev.grapevine.cluster.check.CheckTransport;
import java.util.List;
import java.util.Map;

/**
 * A program on this host.
 *
 * @param command the program and its arguments
 * @param environment what it is told besides the environment of the agent
 * @param runner runs it
 */
record ScriptTarget(List<String> command, Map<String, String> environment, ScriptRunner runner)
        implements CheckTarget.Custom {

    @Override
    public CheckRun begin(CheckTransport.Punctuality punctuality, CheckResolver names) {
        return runner.begin(this, punctuality);
    }

    /** Without the arguments, which all members would be told. */
    @Override
    public String toString() {
        return "script:" + command.get(0);
    }
}
