package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.SelfInfo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "leave",
        description =
                "Makes an agent leave its cluster and stop. The other members know at once that it left on purpose.",
        footer = {"", "Examples:", "  grapevine leave", "  grapevine leave node3 --http 10.0.0.3:8500"})
final class LeaveCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private HelpOption help;

    @Parameters(
            arity = "0..1",
            paramLabel = "MEMBER",
            description = "Name that the asked agent's member must have, as a safeguard.")
    private String member = "";

    LeaveCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        AgentClient client = options.client(shell);
        String self =
                client.read(SelfInfo.class, client.get("/v1/self")).member().name();
        if (!member.isEmpty() && !member.equals(self)) {
            throw new CommandException(
                    ExitStatus.NO,
                    "the agent at " + client.base() + " runs " + self + ", not " + member
                            + "; use --http to ask the agent of " + member);
        }
        client.send("POST", "/v1/leave", "");
        shell.out().println(self + " is leaving");
        return ExitStatus.DONE;
    }
}
