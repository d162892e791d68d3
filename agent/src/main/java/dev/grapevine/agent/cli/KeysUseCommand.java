package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.KeyInfo;
import dev.grapevine.agent.api.KeyRequest;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "use",
        description = {
            "Has all members seal with a key from now on, and waits until they do. A key is used once.",
            "Refused while a member lacks it that is live, or lost in silence and not forgotten."
        },
        footer = {"", "Examples:", "  grapevine keys use 94b0f50dfc95bb3a"})
final class KeysUseCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private ConfirmationOption confirmation;

    @Mixin
    private HelpOption help;

    @Option(names = "--force", description = "Also if members lack it; they are cut off until they get it.")
    private boolean force;

    @Parameters(paramLabel = "ID", description = "Id of the key, as 'keys list' shows it.")
    private String id = "";

    KeysUseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        confirmation.limitNanos();
        AgentClient client = options.client(shell);
        client.send("POST", "/v1/keys", client.write(new KeyRequest("use", null, id, force)));
        shell.out().println("using " + id);
        return confirmation.await(client, shell, id, KeysUseCommand::notSealing);
    }

    private static List<String> notSealing(KeyInfo key) {
        return Stream.concat(key.holders().stream(), key.lacking().stream())
                .filter(name -> !key.sealing().contains(name))
                .sorted()
                .toList();
    }
}
