package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.JoinRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "join",
        description = {
            "Makes an agent contact other members, and keep them as seeds.",
            "Two clusters of the same name that meet become one. Does not wait for that; use 'grapevine wait'."
        },
        footer = {"", "Examples:", "  grapevine join 10.0.0.4:7700 && grapevine wait --members 10"})
final class JoinCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private HelpOption help;

    @Parameters(arity = "1..*", paramLabel = "HOST:PORT", description = "Gossip addresses, host names or srv:NAME.")
    private List<String> seeds = List.of();

    JoinCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        AgentClient client = options.client(shell);
        client.send("POST", "/v1/join", client.write(new JoinRequest(seeds)));
        shell.out().println("contacting " + String.join(", ", seeds));
        return ExitStatus.DONE;
    }
}
