package dev.grapevine.agent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "members",
        description = {
            "Runs a command with all members, as a JSON array. It runs at once, and again after each change; changes while it",
            "runs are one."
        })
final class WatchMembersCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private WatchOptions watch;

    @Mixin
    private HelpOption help;

    @Parameters(arity = "1..*", paramLabel = "PROGRAM", description = "The command, after '--'.")
    private List<String> command = new ArrayList<>();

    WatchMembersCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        WatchJson json = new WatchJson();
        return watch.run(shell, command, json::members);
    }
}
