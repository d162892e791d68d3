package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.KeyInfo;
import dev.grapevine.yaml.Units;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import picocli.CommandLine.Option;

/**
 * How long a command waits until all live members have told that a change of keys has reached them. With only some of them the status is
 * {@link ExitStatus#PARTIAL}: the change is made, and reaches the others when they can be reached.
 */
final class ConfirmationOption {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "How long to wait until all members have told that it reached them. Default: 10s.")
    private String timeout = "10s";

    /** @throws CommandException if what the user gave is no duration */
    long limitNanos() {
        return Units.duration(timeout)
                .orElseThrow(() -> new CommandException(
                        ExitStatus.USAGE,
                        "--timeout: found \"" + timeout + "\", expected a time such as 500ms, 10s or 2m"));
    }

    /**
     * Waits.
     *
     * @param missing the live members that a key, as the agent lists it, has not reached
     * @return the status of the command
     */
    int await(AgentClient client, Shell shell, String id, Function<KeyInfo, List<String>> missing) {
        long limit = limitNanos();
        long began = System.nanoTime();
        while (true) {
            List<String> left = client.readList(KeyInfo.class, client.get("/v1/keys")).stream()
                    .filter(key -> key.id().equals(id))
                    .flatMap(key -> missing.apply(key).stream())
                    .toList();
            if (left.isEmpty()) {
                return ExitStatus.DONE;
            }
            if (System.nanoTime() - began >= limit) {
                shell.err()
                        .println("grapevine: only some members answered within " + timeout + "; this has not reached "
                                + String.join(", ", left)
                                + " yet, and does when they can be reached; see 'grapevine keys list'");
                return ExitStatus.PARTIAL;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
