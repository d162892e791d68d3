package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.KeyInfo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        description = {
            "Removes a key for ever: nothing that it seals is accepted any more. Waits until no member accepts it.",
            "Refused for the primary, and while a member seals with it, is lost in silence, or would restart without a key."
        },
        footer = {"", "Examples:", "  grapevine keys remove 94b0f50dfc95bb3a"})
final class KeysRemoveCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private ConfirmationOption confirmation;

    @Mixin
    private HelpOption help;

    @Option(names = "--force", description = "Also if members would be cut off.")
    private boolean force;

    @Parameters(paramLabel = "ID", description = "Id of the key, as 'keys list' shows it.")
    private String id = "";

    KeysRemoveCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        confirmation.limitNanos();
        AgentClient client = options.client(shell);
        client.send("DELETE", "/v1/keys/" + AgentClient.segment(id) + (force ? "?force=true" : ""), "");
        shell.out().println("removed " + id);
        return confirmation.await(client, shell, id, KeyInfo::holders);
    }
}
