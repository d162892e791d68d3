package dev.grapevine.agent.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "validate",
        description = "Checks a configuration file and says all that is wrong with it. Exits with 2 if anything is.",
        footer = {"", "Examples:", "  grapevine config validate /etc/grapevine.yaml"})
final class ConfigValidateCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "FILE", description = "YAML.")
    private String file = "";

    ConfigValidateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        // The file alone is asked about, so the environment stays out of it.
        ConfigFlags.load(shell, Optional.of(Path.of(file)), Map.of(), Map.of());
        shell.out().println(file + " is a valid configuration");
        return ExitStatus.DONE;
    }
}
