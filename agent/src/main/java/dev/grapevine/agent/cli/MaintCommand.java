package dev.grapevine.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "maint",
        description = {
            "Puts an instance of the asked agent's member, or all of them, into maintenance, or brings them back.",
            "What is in maintenance stays registered, and no client is given it, also after a restart of the agent. 'off' ends"
                    + " a drain as well. An instance is up if both it and its whole member are."
        },
        footer = {
            "",
            "Examples:",
            "  grapevine maint on web-1",
            "  grapevine maint off web/web-1",
            "  grapevine maint on         all instances of the member"
        })
final class MaintCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private HelpOption help;

    @Parameters(index = "0", paramLabel = "on|off", description = "Into maintenance, or back.")
    private String direction = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ID",
            description = "Id of the instance, or SERVICE/ID. Default: all instances of the member.")
    private String id = "";

    MaintCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        String state = switch (direction) {
            case "on" -> "maintenance";
            case "off" -> "up";
            default ->
                throw new CommandException(ExitStatus.USAGE, "maint: found \"" + direction + "\", expected on or off");
        };
        StateRequest request = new StateRequest(options.client(shell), state, null);
        shell.out().println(id.isEmpty() ? request.ofMember() : request.ofInstance(id));
        return ExitStatus.DONE;
    }
}
