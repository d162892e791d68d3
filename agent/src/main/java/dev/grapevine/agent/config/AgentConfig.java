package dev.grapevine.agent.config;

import dev.grapevine.core.config.Profile;
import dev.grapevine.core.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything an agent is told, checked. Immutable; made by {@link ConfigLoader}.
 *
 * @param cluster name of the cluster
 * @param key of 32 bytes that seals packets and streams; empty for none
 * @param data folder for what outlives a restart; empty for memory only
 * @param services that it publishes from the start; their ids differ
 * @param protocol the protocol's numbers, and the profile they started from
 * @param effective every key with its value and source, in the order of the reference file
 */
public record AgentConfig(
        Node node,
        String cluster,
        Bootstrap bootstrap,
        Optional<Secret> key,
        Http http,
        Dns dns,
        Optional<Path> data,
        Log log,
        List<ServiceSpec> services,
        Settings protocol,
        List<EffectiveValue> effective) {

    public AgentConfig {
        services = List.copyOf(services);
        effective = List.copyOf(effective);
    }

    public Profile profile() {
        return protocol.profile();
    }

    /**
     * Who this member is.
     *
     * @param id its name
     * @param advertise how others reach it: a host name, an IP literal, {@code interface:NAME} or {@code cidr:NETWORK/BITS};
     *     empty: to be found out
     * @param bind host name or IP literal that it listens on
     * @param port for gossip, UDP and TCP; 0 picks one
     * @param zone failure zone, or empty
     * @param tags labels of the member
     * @param metadata free text of the member, by key
     */
    public record Node(
            String id,
            Optional<String> advertise,
            String bind,
            int port,
            String zone,
            List<String> tags,
            Map<String, String> metadata) {
        public Node {
            tags = List.copyOf(tags);
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        }
    }

    /**
     * How it finds others.
     *
     * @param seeds each {@code host:port}, a host name or {@code srv:name}, to be resolved anew on each try
     * @param expect ready only with this many members; 1 for no such wish
     * @param broadcast discovery port on the local segment; empty: off
     */
    public record Bootstrap(List<String> seeds, int expect, Optional<Integer> broadcast) {
        public Bootstrap {
            seeds = List.copyOf(seeds);
        }
    }

    /**
     * @param listen where HTTP is served; empty: off
     * @param token that requests must bear; empty: writes are accepted from loopback alone
     */
    public record Http(Optional<HostPort> listen, Optional<Secret> token) {}

    /** @param listen where DNS is served, UDP and TCP; empty: off */
    public record Dns(Optional<HostPort> listen) {}

    /** @param statsInterval how often the STATS line is logged; zero: never */
    public record Log(LogLevel level, LogFormat format, Duration statsInterval) {}
}
