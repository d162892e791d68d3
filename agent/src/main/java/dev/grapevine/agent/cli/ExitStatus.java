package dev.grapevine.agent.cli;

/** The exit statuses of the program. Scripts rely on them, so a number never changes its meaning. */
public final class ExitStatus {

    public static final int DONE = 0;
    /** The answer is no, or what was asked for does not exist. */
    public static final int NO = 1;
    /** Wrong usage or configuration. */
    public static final int USAGE = 2;
    /** The agent cannot be reached. */
    public static final int UNREACHABLE = 3;
    /** Done, but only some members answered within the time to wait: the others are named, and may do it later. */
    public static final int PARTIAL = 4;
    /** A bug in this program. */
    public static final int FAULT = 70;
    /** A timeout. */
    public static final int TIMEOUT = 124;

    private ExitStatus() {}
}
