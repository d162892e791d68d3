package dev.grapevine.agent.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

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
                writer(new FileOutputStream(FileDescriptor.out)),
                writer(new FileOutputStream(FileDescriptor.err)),
                env,
                Terminal.detect(env));
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** The value of an environment variable; empty if it is not set. */
    public String variable(String name) {
        return env.getOrDefault(name, "").strip();
    }
}
