package dev.grapevine.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "deregister",
        description = "Withdraws a service instance of the asked agent's member.",
        footer = {"", "Examples:", "  grapevine deregister web", "  grapevine deregister batch-7 --http 127.0.0.1:8501"
        })
final class DeregisterCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "ID", description = "Id of the instance, or SERVICE/ID.")
    private String id = "";

    DeregisterCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        AgentClient client = options.client(shell);
        OwnInstance instance = OwnInstance.named(client, id);
        client.send("DELETE", instance.path(), "");
        shell.out().println("deregistered " + instance);
        return ExitStatus.DONE;
    }
}
