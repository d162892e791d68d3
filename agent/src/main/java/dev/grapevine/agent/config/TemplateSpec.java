package dev.grapevine.agent.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A template, the file that is made from it, and the command that is run when the file has changed.
 *
 * @param source the template
 * @param file what is made
 * @param command for the shell; empty for none
 * @param pause how long the catalogue has to be quiet first
 * @param timeout how long the command may take
 */
public record TemplateSpec(Path source, Path file, String command, QuietWait pause, Duration timeout) {

    /** How long a command may take by default. */
    public static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(30);

    /**
     * Parses {@code SOURCE:FILE[:COMMAND]}. The command may have colons.
     *
     * @throws IllegalArgumentException if it is none, with a message that says what is expected
     */
    public static TemplateSpec parse(String text, QuietWait wait, Duration timeout) {
        String[] parts = text.split(":", 3);
        if (parts.length < 2 || parts[0].isBlank() || parts[1].isBlank()) {
            throw new IllegalArgumentException("found \"" + text + "\", expected SOURCE:FILE or SOURCE:FILE:COMMAND");
        }
        return of(Path.of(parts[0]), Path.of(parts[1]), parts.length < 3 ? "" : parts[2].strip(), wait, timeout);
    }

    /**
     * A template of these parts.
     *
     * @throws IllegalArgumentException if they contradict each other
     */
    static TemplateSpec of(Path source, Path file, String command, QuietWait wait, Duration timeout) {
        if (source.toAbsolutePath().normalize().equals(file.toAbsolutePath().normalize())) {
            throw new IllegalArgumentException("the template " + source + " would replace itself");
        }
        return new TemplateSpec(source, file, command, wait, timeout);
    }
}
