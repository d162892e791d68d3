package dev.grapevine.agent.cli;

/** Ends a command. The message is one line that says what is wrong, why, and what to do. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    /** @param status one of {@link ExitStatus} */
    public CommandException(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
