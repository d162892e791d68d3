package dev.grapevine.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program as it is shipped: one jar, run as separate processes. */
public final class Program {

    private static final long TIMEOUT_SECONDS = 120;

    private Program() {}

    /**
     * The result of a command.
     *
     * @param status exit status
     */
    public record Outcome(int status, String out, String err) {}

    /** The folder for the output of processes. */
    public static Path output() {
        return Path.of(System.getProperty("grapevine.test.output", "target"));
    }

    /** Prepares a process, without the settings in the environment of the tests. */
    static ProcessBuilder process(List<String> arguments) {
        return process(List.of(), arguments);
    }

    /** Prepares a process that another program starts, for example one that enters a namespace first. */
    static ProcessBuilder process(List<String> starter, List<String> arguments) {
        return process(jar(), starter, arguments);
    }

    /** The jar of this version. */
    public static Path jar() {
        Path jar = Path.of(System.getProperty("grapevine.test.jar", "../agent/target/grapevine.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new AssertionError("there is no " + jar + "; run mvn verify at the root, which builds it");
        }
        return jar;
    }

    /** @param jar of this version, or of an earlier one */
    static ProcessBuilder process(Path jar, List<String> starter, List<String> arguments) {
        List<String> command = new ArrayList<>(starter);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-jar",
                jar.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(Program::isSetting);
        return builder;
    }

    private static boolean isSetting(String variable) {
        return variable.startsWith("GRAPEVINE_")
                || variable.startsWith("NODE_")
                || variable.equals("SEED_NODES")
                || variable.equals("SERVICES")
                || variable.equals("JAVA_TOOL_OPTIONS");
    }

    /** Runs a command, and waits until it has ended. */
    public static Outcome run(String... arguments) {
        return run(Map.of(), arguments);
    }

    /** Runs a command with additional environment variables, and waits until it has ended. */
    public static Outcome run(Map<String, String> environment, String... arguments) {
        try {
            Path out = Files.createTempFile("grapevine", ".out");
            Path err = Files.createTempFile("grapevine", ".err");
            ProcessBuilder builder = process(List.of(arguments));
            builder.environment().putAll(environment);
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError(
                            "still running: grapevine " + String.join(" ", arguments) + "\n" + Files.readString(err));
                }
                return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                process.destroyForcibly();
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
