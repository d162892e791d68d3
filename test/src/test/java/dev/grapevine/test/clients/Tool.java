package dev.grapevine.test.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in the background, with its output. */
final class Tool {

    private static final long TIMEOUT_SECONDS = 60;
    private static final long END_SECONDS = 10;

    private final String name;
    private final Process process;
    private final Path log;

    private Tool(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** @param log receives its output */
    static Tool start(String name, Path log, List<String> command) {
        try {
            return new Tool(
                    name,
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start(),
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a program to its end.
     *
     * @return exit status and output
     */
    static Output run(String... command) {
        try {
            Path printed = Files.createTempFile("tool", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("still running: " + String.join(" ", command));
                }
                return new Output(process.exitValue(), Files.readString(printed));
            } finally {
                process.destroyForcibly();
                Files.delete(printed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Runs a program that must succeed, and returns what it prints. */
    static String output(String... command) {
        Output output = run(command);
        if (output.status() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed: " + output);
        }
        return output.text();
    }

    /** @param status the exit status */
    record Output(int status, String text) {}

    long pid() {
        return process.pid();
    }

    /** Its output so far. Fails if the program has ended. */
    String log() {
        try {
            String text = Files.readString(log);
            if (!process.isAlive()) {
                throw new AssertionError(name + " has ended:\n" + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void end() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
