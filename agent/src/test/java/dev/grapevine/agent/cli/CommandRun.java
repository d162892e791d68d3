package dev.grapevine.agent.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a command line in this process. */
public final class CommandRun {

    private final Map<String, String> env = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Terminal terminal = Terminal.NONE;
    private int status;

    public CommandRun env(String name, String value) {
        env.put(name, value);
        return this;
    }

    public CommandRun terminal(Terminal other) {
        terminal = other;
        return this;
    }

    public CommandRun command(String... args) {
        status = Grapevine.run(new Shell(new PrintWriter(out, true), new PrintWriter(err, true), env, terminal), args);
        return this;
    }

    public int status() {
        return status;
    }

    public String out() {
        return out.toString();
    }

    public String err() {
        return err.toString();
    }

    public List<String> lines() {
        return out().lines().toList();
    }
}
