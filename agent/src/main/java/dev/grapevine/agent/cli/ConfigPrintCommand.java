package dev.grapevine.agent.cli;

import dev.grapevine.agent.config.AgentConfig;
import dev.grapevine.agent.config.EffectiveValue;
import io.avaje.jsonb.Jsonb;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "print",
        abbreviateSynopsis = true,
        sortOptions = false,
        description = {
            "Shows the configuration that 'grapevine agent' would use with the same flags and environment:",
            "every key with its value and the source of the value. Secrets are not shown."
        },
        footer = {"", "Examples:", "  grapevine config print --config /etc/grapevine.yaml --profile wan"})
final class ConfigPrintCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private OutputOption output;

    @Mixin
    private HelpOption help;

    private CommandSpec spec;

    ConfigPrintCommand(Shell shell) {
        this.shell = shell;
    }

    @Spec
    void flags(CommandSpec command) {
        spec = command;
        ConfigFlags.addTo(command);
    }

    @Override
    public Integer call() {
        AgentConfig config = ConfigFlags.load(shell, spec.commandLine().getParseResult());
        if (output.json()) {
            Map<String, Map<String, String>> all = new LinkedHashMap<>();
            for (EffectiveValue value : config.effective()) {
                Map<String, String> entry = new LinkedHashMap<>();
                entry.put("value", value.value());
                entry.put("source", value.source());
                all.put(value.key(), entry);
            }
            shell.out().println(Jsonb.builder().build().toJson(all));
            return ExitStatus.DONE;
        }
        Table table = new Table().column("KEY").text("VALUE").text("SOURCE");
        config.effective().forEach(value -> table.row(value.key(), value.value(), value.source()));
        table.lines(shell.terminal()).forEach(shell.out()::println);
        return ExitStatus.DONE;
    }
}
