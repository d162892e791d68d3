package dev.grapevine.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "keys",
        description = {
            "Shows and changes the keys of a running cluster. A change is asked of one agent, and reaches all members.",
            "'keys rotate' does all of it. It is not for a stolen key: see docs/security.md."
        },
        subcommands = {
            KeysListCommand.class,
            KeysInstallCommand.class,
            KeysUseCommand.class,
            KeysRemoveCommand.class,
            KeysRotateCommand.class
        },
        footer = {"", "Examples:", "  grapevine keys list", "  grapevine keys rotate"})
final class KeysCommand implements Callable<Integer> {

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
