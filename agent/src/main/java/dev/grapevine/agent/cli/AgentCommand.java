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
            "Runs one member of a cluster, with its HTTP API. It leaves the cluster on SIGTERM or SIGINT, and ends at once on a",
            "second signal. SIGHUP has it read its key and token files and encryption.mode again. Each flag can also be",
            "set in a YAML file or in the environment variable in brackets; flags win."
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

    @Option(names = "--ends-with-parent", hidden = true, description = "End when standard input is closed.")
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
        AgentProcess process = AgentProcess.prepare(System.err, shell.terminal().colour()); // signals first
        disableDnsCache();
        AgentConfig config = load();
        if (endsWithParent) {
            Thread watch = new Thread(AgentCommand::endWithParent, "grapevine-parent");
            watch.setDaemon(true);
            watch.start();
        }
        return process.run(config, this::load);
    }

    private AgentConfig load() {
        return ConfigFlags.load(shell, spec.commandLine().getParseResult());
    }

    /**
     * Switches off the Java runtime's DNS cache, which keeps addresses for 30 s and failures for 10 s: a restarted
     * container may have another address at once. Must run before the first lookup. The agent makes too few lookups to
     * need a cache.
     */
    private static void disableDnsCache() {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }

    /** The other end of the pipe is closed when the parent process ends, even if it was killed. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // The parent sends nothing.
            }
        } catch (IOException broken) {
            // Counts as the end of the pipe.
        }
        Runtime.getRuntime().halt(ExitStatus.NO);
    }
}
