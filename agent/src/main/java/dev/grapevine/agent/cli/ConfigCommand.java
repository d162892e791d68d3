package dev.grapevine.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "config",
        description = "Shows and checks configurations, without contacting an agent.",
        subcommands = {
            ConfigPrintCommand.class,
            ConfigValidateCommand.class,
            ConfigSchemaCommand.class,
            ConfigReferenceCommand.class
        })
final class ConfigCommand implements Callable<Integer> {

    @Mixin
    private HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitStatus.USAGE;
    }
}
