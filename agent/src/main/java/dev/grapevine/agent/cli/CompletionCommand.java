package dev.grapevine.agent.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Prints a script that lets a shell complete the commands and options of grapevine.",
        footer = {
            "",
            "Examples:",
            "  source <(grapevine completion bash)",
            "  grapevine completion zsh > ~/.grapevine-completion && source ~/.grapevine-completion"
        })
final class CompletionCommand implements Callable<Integer> {

    private static final List<String> SHELLS = List.of("bash", "zsh");

    private final Shell shell;

    @Mixin
    private HelpOption help;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private String target = "";

    CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (!SHELLS.contains(target)) {
            throw new CommandException(ExitStatus.USAGE, "completion: found \"" + target + "\", expected bash or zsh");
        }
        // One script serves both shells: in zsh it enables the emulation of bash completion.
        shell.out().print(AutoComplete.bash("grapevine", spec.root().commandLine()));
        return ExitStatus.DONE;
    }
}
