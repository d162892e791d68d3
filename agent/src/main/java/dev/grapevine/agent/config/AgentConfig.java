package dev.grapevine.agent.config;

import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.model.EncryptionMode;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The checked configuration of an agent. Immutable; created by {@link ConfigLoader}.
 *
 * @param cluster name of the cluster
 * @param data folder for what survives a restart; empty to keep everything in memory
 * @param services published from the start, with distinct ids
 * @param templates rendered by the agent, each to another file
 * @param protocol the protocol settings, with the profile that they are based on
 * @param effective every key with its value and source, in the order of the reference file
 * @param warnings what the agent works with, but should not, such as a secret that others can read; one line each
 */
public record AgentConfig(
        NodeConfig node,
        String cluster,
        BootstrapConfig bootstrap,
        EncryptionConfig encryption,
        HttpConfig http,
        DnsConfig dns,
        AllowConfig allow,
        Optional<Path> data,
        LogConfig log,
        List<ServiceSpec> services,
        List<TemplateSpec> templates,
        Settings protocol,
        List<EffectiveValue> effective,
        List<String> warnings) {

    public AgentConfig {
        services = List.copyOf(services);
        templates = List.copyOf(templates);
        effective = List.copyOf(effective);
        warnings = List.copyOf(warnings);
    }

    public Profile profile() {
        return protocol.profile();
    }

    /**
     * The identity of the member.
     *
     * @param id name of the member
     * @param advertise how others reach it: a host name, an IP literal, {@code interface:NAME} or
     *     {@code cidr:NETWORK/BITS}; empty to determine it automatically
     * @param bind host name or IP literal that it listens on
     * @param port for gossip, UDP and TCP; 0 for any free port
     * @param zone failure zone, or empty
     * @param tags labels of the member
     * @param metadata free text of the member, by key
     */
    public record NodeConfig(
            String id,
            Optional<String> advertise,
            String bind,
            int port,
            String zone,
            List<String> tags,
            Map<String, String> metadata) {
        public NodeConfig {
            tags = List.copyOf(tags);
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        }
    }

    /**
     * How the member finds others.
     *
     * @param seeds each {@code host:port}, a host name or {@code srv:name}, resolved again for each attempt
     * @param expect the number of members, including this one, that readiness waits for
     * @param broadcast discovery port on the local segment; empty for off
     */
    public record BootstrapConfig(List<String> seeds, int expect, Optional<Integer> broadcast) {
        public BootstrapConfig {
            seeds = List.copyOf(seeds);
        }
    }

    /** @param keys of 32 bytes each, the one to seal with first; empty for none */
    public record EncryptionConfig(EncryptionMode mode, List<Secret> keys) {
        public EncryptionConfig {
            keys = List.copyOf(keys);
        }
    }

    /**
     * @param listen where HTTP is served; empty for off
     * @param tokens which requests are accepted
     * @param tls empty to serve in clear
     * @param health where the health of the agent is served in clear, if the API is not; empty for off
     * @param names further host names under which the API may be called
     */
    public record HttpConfig(
            Optional<HostPort> listen,
            Tokens tokens,
            Optional<TlsConfig> tls,
            Optional<HostPort> health,
            List<String> names) {
        public HttpConfig {
            names = List.copyOf(names);
        }
    }

    /**
     * PEM files for the HTTP API.
     *
     * @param clientCa authorities of the certificates that clients need; empty if they need none
     */
    public record TlsConfig(Path certificate, Path key, Optional<Path> clientCa) {}

    /**
     * The networks that this agent has to do with.
     *
     * @param gossip those of the members; empty for all
     * @param http those of the clients of the HTTP API
     * @param checks those that HTTP and TCP checks reach
     */
    public record AllowConfig(List<String> gossip, AllowList http, AllowList checks) {
        public AllowConfig {
            gossip = List.copyOf(gossip);
        }
    }

    /** @param statsInterval how often the STATS line is logged; zero for never */
    public record LogConfig(LogLevel level, LogFormat format, Duration statsInterval) {}
}
