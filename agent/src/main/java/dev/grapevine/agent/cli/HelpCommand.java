package dev.grapevine.agent.cli;

import dev.grapevine.yaml.Nearest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "help",
        description = "Shows the help of a command, or the list of all commands.",
        footer = {"", "Examples:", "  grapevine help", "  grapevine help why", "  grapevine help config print"})
final class HelpCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private HelpOption help;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command, and its subcommand if it has any.")
    private List<String> names = List.of();

    HelpCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        CommandLine command = spec.root().commandLine();
        for (String name : names) {
            CommandLine next = command.getSubcommands().get(name);
            if (next == null) {
                throw unknown(name, command);
            }
            command = next;
        }
        command.usage(shell.out());
        return ExitStatus.DONE;
    }

    private static CommandException unknown(String name, CommandLine parent) {
        String help = parent.getCommandSpec().qualifiedName() + " --help";
        return new CommandException(
                ExitStatus.USAGE,
                "help: there is no command \"" + name + "\""
                        + Nearest.of(name, parent.getSubcommands().keySet())
                                .map(near -> ", did you mean " + near + "?")
                                .orElse("")
                        + " (see '" + help + "')");
    }
}
