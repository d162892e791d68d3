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
        description = "Checks a configuration file and reports all errors in it. Exits with 2 if there are any.",
        footer = {"", "Examples:", "  grapevine config validate /etc/grapevine.yaml"})
final class ConfigValidateCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "FILE", description = "The YAML file.")
    private String file = "";

    ConfigValidateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        // Checks the file alone, so the environment does not count.
        ConfigFlags.load(shell, Optional.of(Path.of(file)), Map.of(), Map.of());
        shell.out().println(file + " is a valid configuration");
        return ExitStatus.DONE;
    }
}
