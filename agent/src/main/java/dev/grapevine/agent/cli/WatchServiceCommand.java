package dev.grapevine.agent.cli;

import dev.grapevine.agent.template.FollowedCatalogue;
import dev.grapevine.agent.template.FollowedInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "service",
        description = {
            "Runs a command with the instances of a service, as JSON at its standard input. It runs at once, and again",
            "after each change; changes while it runs are one. While the agent is away, or the network is partitioned,",
            "the last instances stay, with \"stale\":true."
        },
        footer = {"", "Example:", "  grapevine watch service web -- jq -r '.[].host'"})
final class WatchServiceCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private WatchOptions watch;

    @Mixin
    private HelpOption help;

    @Option(names = "--all", description = "Not only instances that clients should use: up, and not critical.")
    private boolean all;

    @Option(names = "--tag", paramLabel = "TAG", description = "Only instances with this tag. Repeatable: with all.")
    private List<String> tags = new ArrayList<>();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PROGRAM", description = "The command, after '--'.")
    private List<String> command = new ArrayList<>();

    WatchServiceCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        WatchJson json = new WatchJson();
        return watch.run(shell, command, catalogue -> json.instances(of(catalogue)));
    }

    private List<FollowedInstance> of(FollowedCatalogue catalogue) {
        List<FollowedInstance> suiting = catalogue.instances().stream()
                .filter(instance -> instance.info().service().equals(service)
                        && instance.info().tags().containsAll(tags))
                .toList();
        return all ? suiting : FollowedInstance.ready(suiting);
    }
}
