package dev.grapevine.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        description = "Runs a command at each change of a service, of all services, or of the members.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {WatchServiceCommand.class, WatchServicesCommand.class, WatchMembersCommand.class})
final class WatchCommand implements Callable<Integer> {

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
