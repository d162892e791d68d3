package dev.grapevine.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "forget",
        description =
                "Removes a member that is dead or has left from the lists of all members. Refused for one that is alive or suspect.",
        footer = {"", "Examples:", "  grapevine forget node3"})
final class ForgetCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "MEMBER", description = "Name of the member.")
    private String member = "";

    ForgetCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        options.client(shell).send("POST", "/v1/forget/" + AgentClient.segment(member), "");
        shell.out().println("forgot " + member);
        return ExitStatus.DONE;
    }
}
