package dev.grapevine.agent.cli;

import dev.grapevine.agent.config.AgentConfig;
import dev.grapevine.agent.daemon.AgentProcess;
import java.io.IOException;
import java.security.Security;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "agent",
        abbreviateSynopsis = true,
        sortOptions = false,
        description = {
            "Runs one member of a cluster, with its HTTP API. SIGTERM and SIGINT have it leave; a second one ends it at once.",
            "Each flag may stand in a YAML file or in the environment (in brackets) instead; flags win."
        },
        footer = {
            "",
            "Examples:",
            "  grapevine agent --node-id one",
            "  grapevine agent --node-id two --port 0 --http 127.0.0.1:8501 --seed 127.0.0.1:7700",
            "  grapevine agent --config /etc/grapevine.yaml --service 'web:8080?check=http:/health'"
        })
final class AgentCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private HelpOption help;

    @Option(names = "--ends-with-parent", hidden = true, description = "Ends when standard input does.")
    private boolean endsWithParent;

    private CommandSpec spec;

    AgentCommand(Shell shell) {
        this.shell = shell;
    }

    @Spec
    void flags(CommandSpec command) {
        spec = command;
        ConfigFlags.addTo(command);
    }

    @Override
    public Integer call() {
        lookNamesUpAnew();
        AgentConfig config = ConfigFlags.load(shell, spec.commandLine().getParseResult());
        if (endsWithParent) {
            Thread watch = new Thread(AgentCommand::endWithParent, "grapevine-parent");
            watch.setDaemon(true);
            watch.start();
        }
        return AgentProcess.run(config, System.err);
    }

    /**
     * The Java run-time would remember for 30 s where a name led, and for 10 s that it led nowhere; a container that is started
     * again has another address at once. To be said before the first look-up. Nothing here asks often enough to miss the cache.
     */
    private static void lookNamesUpAnew() {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }

    /** The other end of the pipe is closed when its process ends, also when that was killed. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said on it.
            }
        } catch (IOException broken) {
            // As good as its end.
        }
        Runtime.getRuntime().halt(ExitStatus.NO);
    }
}
