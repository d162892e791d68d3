package dev.grapevine.agent.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = {
            "Prints a script that lets a shell complete the commands, options and values of grapevine.",
            "The names of members and services are those that the agent knows at that moment."
        },
        subcommands = CompletionValuesCommand.class,
        footer = {
            "",
            "Examples:",
            "  source <(grapevine completion bash)",
            "  grapevine completion zsh > ~/.grapevine-completion && source ~/.grapevine-completion",
            "  grapevine completion fish > ~/.config/fish/completions/grapevine.fish"
        })
final class CompletionCommand implements Callable<Integer> {

    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    private final Shell shell;

    @Mixin
    private HelpOption help;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "bash|zsh|fish", description = "The shell.")
    private String target = "";

    CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (target.isEmpty()) {
            throw new MissingParameterException(
                    spec.commandLine(), spec.positionalParameters().get(0), "the shell is missing");
        } else if (!SHELLS.contains(target)) {
            throw new CommandException(
                    ExitStatus.USAGE, "completion: found \"" + target + "\", expected bash, zsh or fish");
        }
        CompletionScript script = new CompletionScript(spec.root());
        // One script serves bash and zsh: in zsh it enables the emulation of bash completion.
        shell.out().print(target.equals("fish") ? script.fish() : script.bash());
        return ExitStatus.DONE;
    }
}
