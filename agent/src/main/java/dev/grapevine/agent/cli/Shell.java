package dev.grapevine.agent.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command was started with.
 *
 * @param out for answers
 * @param err for errors and notes
 * @param env the environment
 * @param screen what {@code out} is shown on
 */
public record Shell(PrintWriter out, PrintWriter err, Map<String, String> env, Terminal screen) {

    public Shell {
        env = Map.copyOf(env);
    }

    /** The streams and the environment of this process. What is written is UTF-8, whatever the locale says: JSON has to be. */
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

    /** The value of a variable; blank where it is not set. */
    public String variable(String name) {
        return env.getOrDefault(name, "").strip();
    }
}
