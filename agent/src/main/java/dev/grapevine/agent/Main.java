package dev.grapevine.agent;

import dev.grapevine.agent.cli.Grapevine;
import dev.grapevine.agent.cli.Shell;

/** The entry point of the program. */
public final class Main {

    private Main() {}

    /** Runs one command and exits with its status. */
    public static void main(String[] args) {
        Shell shell = Shell.ofProcess();
        int status = Grapevine.run(shell, args);
        shell.out().flush();
        shell.err().flush();
        System.exit(status);
    }
}
