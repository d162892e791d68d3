package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.KeyChangeInfo;
import dev.grapevine.agent.api.KeyRequest;
import dev.grapevine.yaml.Units;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rotate",
        description = {
            "Changes the cluster to a new key: the agent makes and installs one, all members seal with it, and the former keys are removed.",
            "Can be run again, at any agent, after an interruption. Not for a stolen key: its thief would be given the new one."
        },
        footer = {"", "Examples:", "  grapevine keys rotate"})
final class KeysRotateCommand implements Callable<Integer> {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private HelpOption help;

    @Option(
            names = "--force",
            description = "Also if members are lost in silence, or would restart without an accepted key.")
    private boolean force;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "How long to wait. Default: 60s.")
    private String timeout = "60s";

    KeysRotateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        long limit = Units.duration(timeout)
                .orElseThrow(() -> new CommandException(
                        ExitStatus.USAGE, "--timeout: found \"" + timeout + "\", expected a duration such as 60s"));
        AgentClient client = options.client(shell);
        long began = System.nanoTime();
        String told = "";
        String id = null;
        while (true) {
            KeyChangeInfo change = step(client, id);
            id = change.id();
            if (change.step().equals("done")) {
                shell.out().println(id);
                return ExitStatus.DONE;
            }
            String state = change.step() + " " + id + waiting(change.waitingFor());
            if (!state.equals(told)) {
                told = state;
                shell.err().println(state);
            }
            if (System.nanoTime() - began >= limit) {
                throw new CommandException(
                        ExitStatus.TIMEOUT,
                        "not done within " + timeout + ": " + state
                                + "; run it again to go on. A member that keeps no data"
                                + " folder needs the key in its key file, or --force");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private KeyChangeInfo step(AgentClient client, @Nullable String id) {
        return client.read(
                KeyChangeInfo.class,
                client.send("POST", "/v1/keys", client.write(new KeyRequest("rotate", null, id, force))));
    }

    private static String waiting(List<String> names) {
        return names.isEmpty() ? "" : ", waiting for " + String.join(", ", names);
    }
}
