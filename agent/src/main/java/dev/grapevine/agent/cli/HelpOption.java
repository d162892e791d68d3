package dev.grapevine.agent.cli;

import picocli.CommandLine.Option;

/** Every command explains itself. */
public final class HelpOption {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean asked;
}
