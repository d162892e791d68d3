package dev.grapevine.agent.config;

import dev.grapevine.cluster.ClusterKeys;
import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.cluster.net.HostSyntax;
import dev.grapevine.model.EncryptionMode;
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
import java.util.stream.Collectors;

/**
 * Loads an {@link AgentConfig} from its sources: the defaults of the profile, a YAML file, the environment, flags. A
 * later source overrides an earlier one. Thread-safe.
 */
public final class ConfigLoader {

    private final HostEnvironment environment;

    public ConfigLoader() {
        this(HostEnvironment.here());
    }

    ConfigLoader(HostEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Reads and checks all sources.
     *
     * @param file YAML; empty for none
     * @param env environment variables; a blank value means unset
     * @param flags values given on the command line, by flag, such as {@code --port}
     * @throws ConfigException with all problems, if there are any
     */
    public AgentConfig load(Optional<Path> file, Map<String, String> env, Map<String, List<String>> flags)
            throws ConfigException {
        Problems problems = new Problems();
        ConfigSources sources = new ConfigSources(problems);
        if (file.isPresent()) {
            sources.file(
                    new YamlReader(file.get().toString(), "grapevine.reference.yaml", problems).read(text(file.get())));
        }
        sources.environment(env);
        sources.flags(flags);
        ResolvedConfig values = new ResolvedConfig(sources, problems);
        SecretReader secrets = new SecretReader(env, values, environment, problems);
        List<Secret> keys = secrets.keys();
        Tokens tokens = secrets.tokens();
        if (!values.given(ConfigKeys.NODE_ID)) {
            Optional<String> kept =
                    values.find(ConfigKeys.DATA).flatMap(folder -> MemberNames.kept(environment, folder, problems));
            if (kept.isPresent()) {
                values.put(ConfigKeys.NODE_ID, kept.get(), "data folder");
            } else {
                values.put(
                        ConfigKeys.NODE_ID,
                        MemberNames.generate(environment),
                        "host name and random letters, drawn at each start");
            }
        }
        if (!values.given(ConfigKeys.NODE_BIND)) {
            values.find(ConfigKeys.NODE_ADVERTISE)
                    .ifPresent(
                            advertise -> values.put(ConfigKeys.NODE_BIND, bind(advertise), "follows node.advertise"));
        }
        if (!values.given(ConfigKeys.ENCRYPTION_MODE)) {
            boolean keyed = !keys.isEmpty();
            values.put(
                    ConfigKeys.ENCRYPTION_MODE,
                    keyed ? EncryptionMode.REQUIRE : EncryptionMode.OFF,
                    keyed ? "default with a key" : "default without a key");
        }
        ConsistencyCheck.find(values, problems);
        if (keys.isEmpty() && problems.none()) {
            ConsistencyCheck.keyless(values, problems);
        }
        if (!problems.none()) {
            throw new ConfigException(problems.lines());
        }
        return config(values, keys, tokens, effective(values, secrets, keys), secrets.warnings());
    }

    /** The address to listen on for a member that advertises an address, which should then be reachable. */
    private static String bind(String advertise) {
        if (HostSyntax.loopback(advertise)) {
            return advertise;
        }
        return HostSyntax.literal(advertise) && advertise.indexOf(':') >= 0 ? "::" : "0.0.0.0";
    }

    private String text(Path file) throws ConfigException {
        String reason;
        try {
            return environment.read(file);
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

    private static List<EffectiveValue> effective(ResolvedConfig values, SecretReader secrets, List<Secret> keys) {
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
            if (value.key().equals(ConfigKeys.KEY_FILE.name()) && !keys.isEmpty()) {
                String ids =
                        keys.stream().map(key -> ClusterKeys.id(key.bytes())).collect(Collectors.joining(", "));
                all.add(new EffectiveValue(
                        "encryption.key-ids", ids, all.get(all.size() - 1).source()));
            }
        }
        return all;
    }

    private static Optional<AgentConfig.TlsConfig> tls(ResolvedConfig values) {
        return values.find(ConfigKeys.TLS_CERTIFICATE)
                .flatMap(certificate -> values.find(ConfigKeys.TLS_KEY)
                        .map(key ->
                                new AgentConfig.TlsConfig(certificate, key, values.find(ConfigKeys.TLS_CLIENT_CA))));
    }

    private static AgentConfig.AllowConfig allow(ResolvedConfig values) {
        List<String> checks = values.get(ConfigKeys.CHECKS_ALLOW, List.of());
        return new AgentConfig.AllowConfig(
                values.get(ConfigKeys.GOSSIP_ALLOW, List.of()),
                AllowList.of(values.get(ConfigKeys.HTTP_ALLOW, List.of())),
                checks.isEmpty() ? AllowList.ALL_BUT_LINK_LOCAL : AllowList.of(checks));
    }

    private static AgentConfig config(
            ResolvedConfig values,
            List<Secret> keys,
            Tokens tokens,
            List<EffectiveValue> effective,
            List<String> warnings) {
        return new AgentConfig(
                new AgentConfig.NodeConfig(
                        values.get(ConfigKeys.NODE_ID),
                        values.find(ConfigKeys.NODE_ADVERTISE),
                        values.get(ConfigKeys.NODE_BIND),
                        values.get(ConfigKeys.NODE_PORT),
                        values.get(ConfigKeys.NODE_ZONE, ""),
                        values.get(ConfigKeys.NODE_TAGS, List.of()),
                        values.get(ConfigKeys.NODE_METADATA, Map.of())),
                values.get(ConfigKeys.CLUSTER),
                new AgentConfig.BootstrapConfig(
                        values.get(ConfigKeys.SEEDS, List.of()),
                        Math.toIntExact(values.get(ConfigKeys.EXPECT)),
                        values.get(ConfigKeys.BROADCAST)),
                new AgentConfig.EncryptionConfig(values.get(ConfigKeys.ENCRYPTION_MODE), keys),
                new AgentConfig.HttpConfig(
                        values.get(ConfigKeys.HTTP_LISTEN),
                        tokens,
                        tls(values),
                        values.get(ConfigKeys.HTTP_HEALTH),
                        values.get(ConfigKeys.HTTP_NAMES, List.of())),
                DnsConfig.of(values),
                allow(values),
                values.find(ConfigKeys.DATA),
                new AgentConfig.LogConfig(
                        values.get(ConfigKeys.LOG_LEVEL),
                        values.get(ConfigKeys.LOG_FORMAT),
                        values.get(ConfigKeys.STATS_INTERVAL)),
                values.get(ConfigKeys.SERVICES, List.of()),
                values.get(ConfigKeys.TEMPLATES, List.of()),
                values.settings(),
                effective,
                warnings);
    }
}
