package dev.grapevine.agent.cli;

import dev.grapevine.agent.config.ReferenceFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "reference",
        description = "Prints a configuration file with every key, its unit, bounds and defaults, commented out.",
        footer = {"", "Examples:", "  grapevine config reference > grapevine.yaml"})
final class ConfigReferenceCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private HelpOption help;

    ConfigReferenceCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        shell.out().print(ReferenceFile.text());
        return ExitStatus.DONE;
    }
}
