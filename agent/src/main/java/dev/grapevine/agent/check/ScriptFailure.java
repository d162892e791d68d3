package dev.grapevine.agent.check;

import dev.grapevine.cluster.check.CheckOutcome;
import dev.grapevine.cluster.check.LocalFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in words why a script failed. */
final class ScriptFailure {

    // Numbers of errors, which Linux and macOS have in common; EAGAIN is 35 there.
    private static final int ENOENT = 2;
    private static final int E2BIG = 7;
    private static final int EAGAIN = 11;
    private static final int ENOMEM = 12;
    private static final int EACCES = 13;
    private static final int ENFILE = 23;
    private static final int EMFILE = 24;
    private static final int EAGAIN_OF_BSD = 35;

    /** The words of the Java runtime are those of the system's language, the number is not. */
    private static final Pattern NUMBER = Pattern.compile("error[=:] ?(\\d{1,4})");

    private static final int SIGNAL = 128;
    private static final int MAX_SIGNAL = 64;

    private ScriptFailure() {}

    /** What an exit status means. */
    static String status(int status) {
        return status > SIGNAL && status <= SIGNAL + MAX_SIGNAL
                ? "ended by signal " + (status - SIGNAL)
                : "exit status " + status;
    }

    /**
     * The outcome of a script that could not be started.
     *
     * @throws IOException if that says nothing about the script
     */
    static CheckOutcome outcome(String program, IOException failure) throws IOException {
        String message = String.valueOf(failure.getMessage());
        Matcher matcher = NUMBER.matcher(message);
        int number = matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        return switch (number) {
            case EAGAIN, EAGAIN_OF_BSD, ENOMEM, ENFILE, EMFILE ->
                throw new LocalFault.NoResultException("this host cannot start another process: " + message, failure);
            case ENOENT -> CheckOutcome.critical(missing(program));
            case EACCES -> CheckOutcome.critical(forbidden(program));
            case E2BIG -> CheckOutcome.critical("the arguments and the environment are too long for this system");
            default -> CheckOutcome.critical(program + " cannot be started: " + message);
        };
    }

    private static String missing(String program) {
        if (program.indexOf('/') < 0) {
            return "there is no program " + program + " on the PATH of the agent; use its full path";
        }
        return Files.exists(Path.of(program))
                ? program + " cannot be started, because the interpreter that its first line names does not exist"
                : "there is no program " + program;
    }

    private static String forbidden(String program) {
        Path path = Path.of(program);
        if (Files.isDirectory(path)) {
            return program + " is a directory; name the program in it";
        }
        return program + " may not be run by the agent's user; chmod +x, and check the directories above it";
    }
}
