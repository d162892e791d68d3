package dev.grapevine.agent.cli;

import dev.grapevine.agent.config.AgentConfig;
import dev.grapevine.agent.config.ConfigException;
import dev.grapevine.agent.config.ConfigFlag;
import dev.grapevine.agent.config.ConfigLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Adds a command option for each configuration key that has a flag, and loads the configuration from them. */
final class ConfigFlags {

    private static final String FILE = "--config";

    private ConfigFlags() {}

    static void addTo(CommandSpec command) {
        command.addOption(OptionSpec.builder(FILE)
                .paramLabel("FILE")
                .type(String.class)
                .description("YAML file. 'grapevine config reference' prints all keys.")
                .build());
        for (ConfigFlag flag : ConfigFlag.all()) {
            OptionSpec.Builder option = OptionSpec.builder(flag.name())
                    .paramLabel(flag.unit())
                    .description(flag.meaning().replace("%", "%%"));
            command.addOption(
                    flag.repeatable()
                            ? option.type(List.class)
                                    .auxiliaryTypes(String.class)
                                    .build()
                            : option.type(String.class).build());
        }
    }

    /**
     * Loads the configuration from the flags, the file and the environment.
     *
     * @throws CommandException if the configuration is invalid
     */
    static AgentConfig load(Shell shell, ParseResult parsed) {
        Map<String, List<String>> flags = new HashMap<>();
        for (ConfigFlag flag : ConfigFlag.all()) {
            if (parsed.hasMatchedOption(flag.name())) {
                flags.put(
                        flag.name(),
                        new ArrayList<>(parsed.matchedOption(flag.name()).stringValues()));
            }
        }
        Optional<Path> file = Optional.ofNullable(parsed.matchedOptionValue(FILE, (String) null))
                .map(Path::of);
        return load(shell, file, shell.env(), flags);
    }

    static AgentConfig load(
            Shell shell, Optional<Path> file, Map<String, String> env, Map<String, List<String>> flags) {
        try {
            return new ConfigLoader().load(file, env, flags);
        } catch (ConfigException refused) {
            List<String> problems = refused.problems();
            for (String problem : problems.subList(0, problems.size() - 1)) {
                shell.err().println("grapevine: " + problem);
            }
            throw new CommandException(ExitStatus.USAGE, problems.get(problems.size() - 1));
        }
    }
}
