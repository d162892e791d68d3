package dev.grapevine.agent.cli;

import dev.grapevine.agent.config.ConfigSchema;
import io.avaje.jsonb.Jsonb;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "schema",
        description = "Prints the JSON schema of the configuration file, for editors.",
        footer = {"", "Examples:", "  grapevine config schema > grapevine.schema.json"})
final class ConfigSchemaCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private HelpOption help;

    ConfigSchemaCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        shell.out().println(Jsonb.builder().build().type(Object.class).toJsonPretty(ConfigSchema.of()));
        return ExitStatus.DONE;
    }
}
