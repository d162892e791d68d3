package dev.grapevine.agent.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;

/**
 * The surroundings of a command: its streams, its environment and its terminal.
 *
 * @param out for results
 * @param err for errors and notes
 * @param env the environment variables
 * @param terminal the terminal that {@code out} is connected to
 */
public record Shell(PrintWriter out, PrintWriter err, Map<String, String> env, Terminal terminal) {

    public Shell {
        env = Map.copyOf(env);
    }

    /**
     * The streams and the environment of this process. Output is in UTF-8 whatever the locale, because JSON must be.
     */
    public static Shell ofProcess() {
        Map<String, String> env = System.getenv();
        return new Shell(
                new ResultWriter(new FileOutputStream(FileDescriptor.out)),
                new ResultWriter(new FileOutputStream(FileDescriptor.err)),
                env,
                Terminal.detect(env));
    }

    /** Why some of what was written to {@code out} is lost; empty if none is, or if its reader wanted no more. */
    Optional<String> lostOutput() {
        return out instanceof ResultWriter results ? Optional.ofNullable(results.lost()) : Optional.empty();
    }

    /** The value of an environment variable; empty if it is not set. */
    public String variable(String name) {
        return env.getOrDefault(name, "").strip();
    }
}
