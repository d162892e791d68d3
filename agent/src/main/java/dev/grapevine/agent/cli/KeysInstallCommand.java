package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.KeyChangeInfo;
import dev.grapevine.agent.api.KeyInfo;
import dev.grapevine.agent.api.KeyRequest;
import dev.grapevine.agent.config.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "install",
        description = {
            "Has all members accept another key. It travels to them sealed, and in boxes that older keys do not open.",
            "Prints its id, and waits until all members hold it."
        },
        footer = {
            "",
            "Examples:",
            "  grapevine keys install                          a new key, which the agent makes",
            "  grapevine keys install /etc/grapevine/next-key",
            "  grapevine keygen | grapevine keys install -"
        })
final class KeysInstallCommand implements Callable<Integer> {

    /** Far above the length of a key. */
    private static final int MOST_BYTES = 1_000;

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private ConfirmationOption confirmation;

    @Mixin
    private HelpOption help;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "File with the key, as keygen prints it; - for standard input. Default: the agent makes one.")
    private String file = "";

    KeysInstallCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        confirmation.limitNanos();
        AgentClient client = options.client(shell);
        KeyRequest request = new KeyRequest("install", key(), null, false);
        KeyChangeInfo installed =
                client.read(KeyChangeInfo.class, client.send("POST", "/v1/keys", client.write(request)));
        shell.out().println(installed.id());
        return confirmation.await(client, shell, installed.id(), KeyInfo::lacking);
    }

    private @Nullable String key() {
        if (file.isEmpty()) {
            return null;
        }
        try {
            String text = file.equals("-")
                    ? new String(System.in.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII)
                    : TextFile.read(Path.of(file));
            return text.strip();
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    ExitStatus.USAGE,
                    "cannot read " + file + "; use a file with one key, as grapevine keygen prints it");
        }
    }
}
