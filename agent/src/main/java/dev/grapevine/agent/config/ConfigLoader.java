package dev.grapevine.agent.config;

import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes an {@link AgentConfig} of its sources, of which later ones win: the defaults of the profile, a YAML file, the
 * environment, flags. Thread-safe.
 */
public final class ConfigLoader {

    private final HostEnvironment machine;

    public ConfigLoader() {
        this(HostEnvironment.here());
    }

    ConfigLoader(HostEnvironment machine) {
        this.machine = machine;
    }

    /**
     * Reads and checks everything.
     *
     * @param file YAML; empty for none
     * @param env environment; blank values count as not set
     * @param flags what was given on the command line, by flag as {@code --port}
     * @throws ConfigException with everything that is wrong, if anything is
     */
    public AgentConfig load(Optional<Path> file, Map<String, String> env, Map<String, List<String>> flags)
            throws ConfigException {
        Problems problems = new Problems();
        ConfigSources layers = new ConfigSources(problems);
        if (file.isPresent()) {
            layers.file(
                    new YamlReader(file.get().toString(), "grapevine.reference.yaml", problems).read(text(file.get())));
        }
        layers.environment(env);
        layers.flags(flags);
        ResolvedConfig values = new ResolvedConfig(layers, problems);
        SecretReader secrets = new SecretReader(env, values, machine, problems);
        Optional<Secret> key = secrets.key();
        Optional<Secret> token = secrets.token();
        if (!values.given(ConfigKeys.NODE_ID)) {
            Optional<String> kept = values.find(ConfigKeys.DATA).flatMap(folder -> MemberNames.kept(machine, folder));
            if (kept.isPresent()) {
                values.put(ConfigKeys.NODE_ID, kept.get(), "data folder");
            } else {
                values.put(ConfigKeys.NODE_ID, MemberNames.generate(machine), "host name");
            }
        }
        if (!values.given(ConfigKeys.NODE_BIND)) {
            values.find(ConfigKeys.NODE_ADVERTISE)
                    .ifPresent(
                            advertise -> values.put(ConfigKeys.NODE_BIND, bind(advertise), "follows node.advertise"));
        }
        ConsistencyCheck.find(values, problems);
        if (!problems.none()) {
            throw new ConfigException(problems.lines());
        }
        return config(values, key, token, effective(values, secrets));
    }

    /** Who says by which address it is reached wants to be reached there. */
    private static String bind(String advertise) {
        if (HostSyntax.loopback(advertise)) {
            return advertise;
        }
        return HostSyntax.literal(advertise) && advertise.indexOf(':') >= 0 ? "::" : "0.0.0.0";
    }

    private String text(Path file) throws ConfigException {
        String reason;
        try {
            return machine.read(file);
        } catch (NoSuchFileException e) {
            reason = "there is no such file";
        } catch (AccessDeniedException e) {
            reason = "permission denied";
        } catch (CharacterCodingException e) {
            reason = "it is not UTF-8 text";
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
        }
        throw new ConfigException(List.of(file + ": cannot read the configuration: " + reason));
    }

    private static List<EffectiveValue> effective(ResolvedConfig values, SecretReader secrets) {
        List<EffectiveValue> all = new ArrayList<>();
        for (EffectiveValue value : values.effective()) {
            if (value.key().equals(ConfigKeys.KEY_FILE.name())
                    && secrets.fromVariable(SecretReader.KEY_VARIABLE, ConfigKeys.KEY_FILE)) {
                all.add(new EffectiveValue("encryption.key", "(set)", "env " + SecretReader.KEY_VARIABLE));
            } else if (value.key().equals(ConfigKeys.TOKEN_FILE.name())
                    && secrets.fromVariable(SecretReader.TOKEN_VARIABLE, ConfigKeys.TOKEN_FILE)) {
                all.add(new EffectiveValue("http.token", "(set)", "env " + SecretReader.TOKEN_VARIABLE));
            } else {
                all.add(value);
            }
        }
        return all;
    }

    private static AgentConfig config(
            ResolvedConfig values, Optional<Secret> key, Optional<Secret> token, List<EffectiveValue> effective) {
        return new AgentConfig(
                new AgentConfig.Node(
                        values.get(ConfigKeys.NODE_ID),
                        values.find(ConfigKeys.NODE_ADVERTISE),
                        values.get(ConfigKeys.NODE_BIND),
                        values.get(ConfigKeys.NODE_PORT),
                        values.get(ConfigKeys.NODE_ZONE, ""),
                        values.get(ConfigKeys.NODE_TAGS, List.of()),
                        values.get(ConfigKeys.NODE_METADATA, Map.of())),
                values.get(ConfigKeys.CLUSTER),
                new AgentConfig.Bootstrap(
                        values.get(ConfigKeys.SEEDS, List.of()),
                        Math.toIntExact(values.get(ConfigKeys.EXPECT)),
                        values.get(ConfigKeys.BROADCAST)),
                key,
                new AgentConfig.Http(values.get(ConfigKeys.HTTP_LISTEN), token),
                new AgentConfig.Dns(values.get(ConfigKeys.DNS_LISTEN)),
                values.find(ConfigKeys.DATA),
                new AgentConfig.Log(
                        values.get(ConfigKeys.LOG_LEVEL),
                        values.get(ConfigKeys.LOG_FORMAT),
                        values.get(ConfigKeys.STATS_INTERVAL)),
                values.get(ConfigKeys.SERVICES, List.of()),
                values.settings(),
                effective);
    }
}
