package dev.grapevine.agent.template;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a command after a change, one at a time, with the output of this process. {@link #close} may be called by any thread. */
public final class FollowingCommand implements AutoCloseable {

    private static final Duration TERMINATION = Duration.ofSeconds(5);

    private final List<String> command;
    private final Duration timeout;
    private @Nullable Process running;
    private boolean closed;

    /**
     * @param command the program and its arguments
     * @param timeout after which it is ended; zero for none
     */
    public FollowingCommand(List<String> command, Duration timeout) {
        this.command = List.copyOf(command);
        this.timeout = timeout;
    }

    /** A command line for the shell. */
    public static FollowingCommand ofShell(String line, Duration timeout) {
        return new FollowingCommand(List.of("/bin/sh", "-c", line), timeout);
    }

    /**
     * Runs it to its end.
     *
     * @param input for its standard input
     */
    public void run(String input) throws CommandFailure, InterruptedException {
        Process process = start();
        try {
            Thread writer = new Thread(() -> write(process, input), "grapevine-input");
            writer.setDaemon(true);
            writer.start();
            if (timeout.isZero()) {
                process.waitFor();
            } else if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new CommandFailure(
                        "it did not end within " + timeout.toMillis() / 1e3 + " s, and was ended", true);
            }
            if (process.exitValue() != 0) {
                throw new CommandFailure("it ended with status " + process.exitValue(), true);
            }
        } finally {
            end(process);
        }
    }

    private synchronized Process start() throws CommandFailure {
        if (closed) {
            throw new CommandFailure("this process ends", false);
        }
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(Redirect.INHERIT)
                    .redirectError(Redirect.INHERIT)
                    .start();
            running = process;
            return process;
        } catch (IOException e) {
            throw new CommandFailure("it could not be started: " + e.getMessage(), false);
        }
    }

    /** A command need not read its input. */
    private static void write(Process process, String input) {
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException notRead) {
            // It has ended, or closed its input.
        }
    }

    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> family = process.descendants().toList();
        process.destroy();
        family.forEach(ProcessHandle::destroy);
        try {
            process.waitFor(TERMINATION.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    /** Ends the command that runs, and its descendants; no other is started. */
    @Override
    public void close() {
        Process process;
        synchronized (this) {
            closed = true;
            process = running;
        }
        if (process != null) {
            end(process);
        }
    }
}
