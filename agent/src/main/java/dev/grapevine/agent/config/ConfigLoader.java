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
        Secrets secrets = new Secrets(env, values, machine, problems);
        Optional<Secret> key = secrets.key();
        Optional<Secret> token = secrets.token();
        if (!values.given(Keys.NODE_ID)) {
            Optional<String> kept = values.find(Keys.DATA).flatMap(folder -> NodeNames.kept(machine, folder));
            if (kept.isPresent()) {
                values.put(Keys.NODE_ID, kept.get(), "data folder");
            } else {
                values.put(Keys.NODE_ID, NodeNames.generate(machine), "host name");
            }
        }
        if (!values.given(Keys.NODE_BIND)) {
            values.find(Keys.NODE_ADVERTISE)
                    .ifPresent(advertise -> values.put(Keys.NODE_BIND, bind(advertise), "follows node.advertise"));
        }
        Contradictions.find(values, problems);
        if (!problems.none()) {
            throw new ConfigException(problems.lines());
        }
        return config(values, key, token, effective(values, secrets));
    }

    /** Who says by which address it is reached wants to be reached there. */
    private static String bind(String advertise) {
        if (HostNames.loopback(advertise)) {
            return advertise;
        }
        return HostNames.literal(advertise) && advertise.indexOf(':') >= 0 ? "::" : "0.0.0.0";
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

    private static List<Effective> effective(ResolvedConfig values, Secrets secrets) {
        List<Effective> all = new ArrayList<>();
        for (Effective value : values.effective()) {
            if (value.key().equals(Keys.KEY_FILE.name()) && secrets.fromVariable(Secrets.KEY_VARIABLE, Keys.KEY_FILE)) {
                all.add(new Effective("encryption.key", "(set)", "env " + Secrets.KEY_VARIABLE));
            } else if (value.key().equals(Keys.TOKEN_FILE.name())
                    && secrets.fromVariable(Secrets.TOKEN_VARIABLE, Keys.TOKEN_FILE)) {
                all.add(new Effective("http.token", "(set)", "env " + Secrets.TOKEN_VARIABLE));
            } else {
                all.add(value);
            }
        }
        return all;
    }

    private static AgentConfig config(
            ResolvedConfig values, Optional<Secret> key, Optional<Secret> token, List<Effective> effective) {
        return new AgentConfig(
                new AgentConfig.Node(
                        values.get(Keys.NODE_ID),
                        values.find(Keys.NODE_ADVERTISE),
                        values.get(Keys.NODE_BIND),
                        values.get(Keys.NODE_PORT),
                        values.get(Keys.NODE_ZONE, ""),
                        values.get(Keys.NODE_TAGS, List.of()),
                        values.get(Keys.NODE_METADATA, Map.of())),
                values.get(Keys.CLUSTER),
                new AgentConfig.Bootstrap(
                        values.get(Keys.SEEDS, List.of()),
                        Math.toIntExact(values.get(Keys.EXPECT)),
                        values.get(Keys.BROADCAST)),
                key,
                new AgentConfig.Http(values.get(Keys.HTTP_LISTEN), token),
                new AgentConfig.Dns(values.get(Keys.DNS_LISTEN)),
                values.find(Keys.DATA),
                new AgentConfig.Log(
                        values.get(Keys.LOG_LEVEL), values.get(Keys.LOG_FORMAT), values.get(Keys.STATS_INTERVAL)),
                values.get(Keys.SERVICES, List.of()),
                values.settings(),
                effective);
    }
}
