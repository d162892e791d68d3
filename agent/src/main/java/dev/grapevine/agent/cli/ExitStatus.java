package dev.grapevine.agent.cli;

/** What the program tells the script that called it. A promise: numbers never change their meaning. */
public final class ExitStatus {

    public static final int DONE = 0;
    /** The answer is no, or there is no such thing. */
    public static final int NO = 1;
    /** Wrong usage or configuration. */
    public static final int USAGE = 2;
    /** The agent cannot be reached. */
    public static final int UNREACHABLE = 3;
    /** Only some members answered. */
    public static final int PARTIAL = 4;
    /** A fault of this program. */
    public static final int FAULT = 70;
    /** Time ran out. */
    public static final int TIMEOUT = 124;

    private ExitStatus() {}
}
