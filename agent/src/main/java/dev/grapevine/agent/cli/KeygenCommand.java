package dev.grapevine.agent.cli;

import dev.grapevine.cluster.ClusterKeys;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "keygen",
        description = {
            "Prints a new cluster key: base64 of 32 random bytes. Give the same key to all members, as a file that only they",
            "can read (--key-file). Any process that has the key can join, read and forge."
        },
        footer = {
            "",
            "Examples:",
            "  (umask 077; grapevine keygen > /etc/grapevine/key)",
            "  grapevine agent --key-file /etc/grapevine/key"
        })
final class KeygenCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private HelpOption help;

    KeygenCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        shell.out().println(Base64.getEncoder().encodeToString(ClusterKeys.generate()));
        return ExitStatus.DONE;
    }
}
