package dev.grapevine.agent.config;

import dev.grapevine.core.config.Profile;
import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.yaml.ListType;
import dev.grapevine.yaml.ValueType;
import dev.grapevine.yaml.ValueTypes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every key there is, in the order of the reference file. The one place where names and defaults are written down. */
final class Keys {

    static final Key<Profile> PROFILE = key(
            "profile",
            "GRAPEVINE_PROFILE",
            "--profile",
            "NAME",
            ValueTypes.choice(Profile.class),
            "lan",
            "The kind of network: local (one machine), lan (one data centre) or wan (far apart). Sets the defaults of all times.");
    static final Key<String> CLUSTER = key(
            "cluster",
            "GRAPEVINE_CLUSTER",
            "--cluster",
            "NAME",
            Types.MEMBER_NAME,
            "grapevine",
            "Name of the cluster. Members of another cluster are refused.");
    static final Key<Path> DATA = key(
            "data",
            "GRAPEVINE_DATA",
            "--data",
            "FOLDER",
            Types.PATH,
            "",
            "Folder for what outlives a restart: generation, known members, keyring, API registrations. Not set: memory only.");

    static final Key<String> NODE_ID = key(
            "node.id",
            "NODE_ID",
            "--node-id",
            "NAME",
            Types.MEMBER_NAME,
            "",
            "Name of this member, unique in the cluster. Not set: the host name with a random ending.");
    static final Key<String> NODE_ADVERTISE = key(
            "node.advertise",
            "NODE_IP",
            "--advertise",
            "ADDRESS",
            Types.ADVERTISE,
            "",
            "What others reach it by. Not set: found out. Given without node.bind, the agent listens on all addresses"
                    + " (for a loopback address: on that one).");
    static final Key<Integer> NODE_PORT = key(
            "node.port",
            "NODE_PORT",
            "--port",
            "PORT",
            Types.PORT,
            "7700",
            "Port for gossip, UDP and TCP. 0 picks a free one.");
    static final Key<String> NODE_BIND = key(
            "node.bind",
            "NODE_BIND",
            "--bind",
            "ADDRESS",
            Types.HOST,
            "127.0.0.1",
            "Address to listen on; 0.0.0.0 for all.");
    static final Key<String> NODE_ZONE = key(
            "node.zone",
            "GRAPEVINE_ZONE",
            "--zone",
            "NAME",
            Types.ZONE,
            "",
            "What fails together with this member: a rack, a data centre.");
    static final Key<List<String>> NODE_TAGS = key(
            "node.tags", "", "--tag", "TAG", new ListType<>(Types.TAG), "", "Labels of this member, for all to see.");
    static final Key<Map<String, String>> NODE_METADATA =
            key("node.metadata", "", "", "", new MapType(), "", "Free text of this member by key, for all to see.");

    static final Key<List<String>> SEEDS = key(
            "bootstrap.seeds",
            "SEED_NODES",
            "--seed",
            "HOST:PORT",
            new ListType<>(Types.SEED),
            "",
            "Members to begin with: HOST:PORT, host names (all their addresses are tried) or srv:NAME. Looked up anew on each try."
                    + " Its own address may be among them.");
    static final Key<Long> EXPECT = key(
            "bootstrap.expect",
            "GRAPEVINE_EXPECT",
            "--expect",
            "N",
            ValueTypes.count(1, 1_000_000),
            "1",
            "Ready only when the cluster has so many members.");
    static final Key<Optional<Integer>> BROADCAST = key(
            "bootstrap.broadcast",
            "GRAPEVINE_BROADCAST",
            "--broadcast",
            "PORT",
            Types.PORT_OR_OFF,
            "7701",
            "Port on which members of one segment find each other by broadcast (on loopback: 127.255.255.255); off for none.");

    static final Key<Path> KEY_FILE = key(
            "encryption.key-file",
            "GRAPEVINE_KEY_FILE",
            "--key-file",
            "FILE",
            Types.PATH,
            "",
            "File with the cluster's key, base64 of 32 bytes; all packets and streams are sealed with it."
                    + " The key itself may stand in the environment variable GRAPEVINE_KEY.");

    static final Key<Optional<HostPort>> HTTP_LISTEN = key(
            "http.listen",
            "GRAPEVINE_HTTP",
            "--http",
            "HOST:PORT",
            Types.LISTEN,
            "127.0.0.1:8500",
            "Where the HTTP API, metrics and dashboard are served; off for nowhere.");
    static final Key<Path> TOKEN_FILE = key(
            "http.token-file",
            "GRAPEVINE_TOKEN_FILE",
            "--token-file",
            "FILE",
            Types.PATH,
            "",
            "File with the bearer token that requests must carry. Not set: writes are accepted from loopback alone."
                    + " The token itself may stand in the environment variable GRAPEVINE_TOKEN.");
    static final Key<Optional<HostPort>> DNS_LISTEN = key(
            "dns.listen",
            "GRAPEVINE_DNS",
            "--dns",
            "HOST:PORT",
            Types.LISTEN,
            "127.0.0.1:8600",
            "Where DNS is served, UDP and TCP; off for nowhere.");

    static final Key<LogLevel> LOG_LEVEL = key(
            "log.level",
            "GRAPEVINE_LOG",
            "--log-level",
            "LEVEL",
            ValueTypes.choice(LogLevel.class),
            "info",
            "What is logged. GRAPEVINE_LOG takes a level, a format or both: debug,json.");
    static final Key<LogFormat> LOG_FORMAT = key(
            "log.format",
            "GRAPEVINE_LOG",
            "--log-format",
            "FORMAT",
            ValueTypes.choice(LogFormat.class),
            "text",
            "text for people, json for machines.");
    static final Key<Duration> STATS_INTERVAL = key(
            "log.stats-interval",
            "",
            "--stats-interval",
            "TIME",
            Types.durationOrOff(Duration.ofMillis(100), Duration.ofHours(24)),
            "10s",
            "How often the STATS line is logged; off for never.");

    static final Key<List<ServiceSpec>> SERVICES = key(
            "services",
            "SERVICES",
            "--service",
            "SPEC",
            new ListType<>(new ServiceType()),
            "",
            "Services that run here, as web, web:8080 or web:8080/v2+eu?weight=5&check=http:/health (tags after the slash),"
                    + " or in full in YAML.");

    private static final Map<ProtocolSetting, Key<Long>> KNOBS = knobs();
    private static final List<Key<?>> ALL = all();

    private Keys() {}

    /** All keys, in order. */
    static List<Key<?>> values() {
        return ALL;
    }

    /** The key of a protocol's number. */
    static Key<Long> of(ProtocolSetting knob) {
        Key<Long> key = KNOBS.get(knob);
        if (key == null) {
            throw new IllegalStateException("no key for " + knob);
        }
        return key;
    }

    private static <T> Key<T> key(
            String name, String env, String flag, String unit, ValueType<T> type, String fallback, String meaning) {
        return new Key<>(name, env, flag, unit, type, List.of(fallback, fallback, fallback), meaning);
    }

    private static Map<ProtocolSetting, Key<Long>> knobs() {
        Map<ProtocolSetting, Key<Long>> keys = new EnumMap<>(ProtocolSetting.class);
        for (ProtocolSetting knob : ProtocolSetting.values()) {
            ValueType<Long> type = ValueTypes.of(knob);
            List<String> defaults = Arrays.stream(Profile.values())
                    .map(profile -> type.show(knob.defaultIn(profile)))
                    .toList();
            keys.put(knob, new Key<>("protocol." + knob.key(), "", "", "", type, defaults, knob.meaning()));
        }
        return keys;
    }

    private static List<Key<?>> all() {
        List<Key<?>> all = new ArrayList<>(List.of(
                PROFILE,
                CLUSTER,
                DATA,
                NODE_ID,
                NODE_ADVERTISE,
                NODE_PORT,
                NODE_BIND,
                NODE_ZONE,
                NODE_TAGS,
                NODE_METADATA,
                SEEDS,
                EXPECT,
                BROADCAST,
                KEY_FILE,
                HTTP_LISTEN,
                TOKEN_FILE,
                DNS_LISTEN,
                LOG_LEVEL,
                LOG_FORMAT,
                STATS_INTERVAL,
                SERVICES));
        all.addAll(KNOBS.values());
        return List.copyOf(all);
    }
}
