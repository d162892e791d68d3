package dev.grapevine.agent.cli;

import dev.grapevine.agent.template.CatalogueFeed;
import dev.grapevine.agent.template.CommandFailure;
import dev.grapevine.agent.template.FollowedCatalogue;
import dev.grapevine.agent.template.FollowingCommand;
import dev.grapevine.agent.template.LastInstances;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all watches have in common: they run a command with the JSON at its standard input, first at once. */
final class WatchOptions {

    private static final long LONG_NANOS = Duration.ofDays(1).toNanos();

    @Mixin
    private ClientOptions client;

    @Option(names = "--once", description = "Run the command once, with what is known now, and end.")
    private boolean once;

    @Option(
            names = "--allow-empty",
            description =
                    "Follow a service to empty also in a partition, where otherwise its last instances stay, marked"
                            + " stale.")
    private boolean allowEmpty;

    /**
     * Runs the command until this process is ended.
     *
     * @param json what it is given; it runs again when that differs
     */
    int run(Shell shell, List<String> command, Function<FollowedCatalogue, String> json) {
        AgentFeed agent = new AgentFeed(client.client(shell), shell, new LastInstances(allowEmpty));
        CatalogueFeed feed = agent.start();
        FollowingCommand runs = new FollowingCommand(command, Duration.ZERO);
        EndHook ending = new EndHook(runs::close);
        try {
            return follow(shell, feed, runs, json);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitStatus.DONE;
        } finally {
            ending.close();
            runs.close();
        }
    }

    private int follow(
            Shell shell, CatalogueFeed feed, FollowingCommand command, Function<FollowedCatalogue, String> json)
            throws InterruptedException {
        String before = "";
        while (true) {
            @Nullable FollowedCatalogue next = feed.next(LONG_NANOS);
            String input = next == null ? before : json.apply(next);
            if (input.equals(before)) {
                continue;
            }
            before = input;
            try {
                command.run(input);
                if (once) {
                    return ExitStatus.DONE;
                }
            } catch (CommandFailure e) {
                if (!e.started()) {
                    throw new CommandException(
                            ExitStatus.USAGE, "the command does not run: " + e.getMessage() + "; check its name");
                }
                shell.err()
                        .println("grapevine: the command failed: " + e.getMessage()
                                + (once ? "" : "; it runs again at the next change"));
                shell.err().flush();
                if (once) {
                    return ExitStatus.NO;
                }
            }
        }
    }
}
