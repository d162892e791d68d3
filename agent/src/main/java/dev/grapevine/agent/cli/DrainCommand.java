package dev.grapevine.agent.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "drain",
        description = {
            "Takes an instance of the asked agent's member out of discovery, so that it can finish its work.",
            "Clients are no longer given it, unless it is the last ready one of its service. It stays registered and checked.",
            "'grapevine maint off' brings it back."
        },
        footer = {
            "",
            "Examples:",
            "  grapevine drain web-1 --for 30s",
            "  grapevine drain web/web-1",
            "  grapevine drain --node --for 5m"
        })
final class DrainCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private HelpOption help;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "Id of the instance, or SERVICE/ID.")
    private String id = "";

    @Option(names = "--node", description = "All instances of the member, and those that are registered later.")
    private boolean node;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "How long to drain; then it goes to maintenance. Default: until somebody changes it.")
    private @Nullable String drainFor;

    DrainCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (node == !id.isEmpty()) {
            throw new CommandException(
                    ExitStatus.USAGE,
                    node
                            ? "found both an instance and --node; give one of them"
                            : "no instance is given; name one, or use --node for all of the member");
        }
        StateRequest request = new StateRequest(options.client(shell), "drain", drainFor);
        shell.out().println(node ? request.ofMember() : request.ofInstance(id));
        return ExitStatus.DONE;
    }
}
