package dev.grapevine.agent.config;

import dev.grapevine.model.EncryptionMode;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
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

/** All keys of the configuration, in the order of the reference file. Names and defaults are defined here only. */
final class ConfigKeys {

    static final ConfigKey<Profile> PROFILE = key(
            "profile",
            "GRAPEVINE_PROFILE",
            "--profile",
            "local|lan|wan",
            ValueTypes.choice(Profile.class),
            "lan",
            "The kind of network: local (one machine), lan (one data centre) or wan (far apart). Determines the default of every"
                    + " duration.");
    static final ConfigKey<String> CLUSTER = key(
            "cluster",
            "GRAPEVINE_CLUSTER",
            "--cluster",
            "NAME",
            ConfigTypes.MEMBER_NAME,
            "grapevine",
            "Name of the cluster. Members of other clusters are refused.");
    static final ConfigKey<Path> DATA = key(
            "data",
            "GRAPEVINE_DATA",
            "--data",
            "FOLDER",
            ConfigTypes.PATH,
            "",
            "Folder for what survives a restart: generation, known members, keyring, API registrations. If it is not set,"
                    + " everything is kept in memory only.");

    static final ConfigKey<String> NODE_ID = key(
            "node.id",
            "NODE_ID",
            "--node-id",
            "NAME",
            ConfigTypes.MEMBER_NAME,
            "",
            "Name of this member, unique in the cluster. If it is not set, it is the host name with a random suffix.");
    static final ConfigKey<String> NODE_ADVERTISE = key(
            "node.advertise",
            "NODE_IP",
            "--advertise",
            "ADDRESS",
            ConfigTypes.ADVERTISE,
            "",
            "Address at which others reach this member. If it is not set, it is determined automatically. If it is set and"
                    + " node.bind is not, the agent listens on all addresses (or on this one, if it is a loopback address).");
    static final ConfigKey<Integer> NODE_PORT = key(
            "node.port",
            "NODE_PORT",
            "--port",
            "PORT",
            ConfigTypes.PORT,
            "7700",
            "Port for gossip, UDP and TCP; 0 for any free port.");
    static final ConfigKey<String> NODE_BIND = key(
            "node.bind",
            "NODE_BIND",
            "--bind",
            "ADDRESS",
            ConfigTypes.HOST,
            "127.0.0.1",
            "Address to listen on; 0.0.0.0 for all.");
    static final ConfigKey<String> NODE_ZONE = key(
            "node.zone",
            "GRAPEVINE_ZONE",
            "--zone",
            "NAME",
            ConfigTypes.ZONE,
            "",
            "Failure zone: what fails together, such as a rack or a data centre.");
    static final ConfigKey<List<String>> NODE_TAGS = key(
            "node.tags",
            "",
            "--tag",
            "TAG",
            new ListType<>(ConfigTypes.TAG),
            "",
            "Labels of this member, visible to all.");
    static final ConfigKey<Map<String, String>> NODE_METADATA =
            key("node.metadata", "", "", "", new MapType(), "", "Free text about this member by key, visible to all.");

    static final ConfigKey<List<String>> SEEDS = key(
            "bootstrap.seeds",
            "SEED_NODES",
            "--seed",
            "HOST:PORT",
            new ListType<>(ConfigTypes.SEED),
            "",
            "Members to contact first: HOST:PORT, host names (all their addresses are tried) or srv:NAME. They are resolved again"
                    + " for each attempt, and may include this member's own address.");
    static final ConfigKey<Long> EXPECT = key(
            "bootstrap.expect",
            "GRAPEVINE_EXPECT",
            "--expect",
            "N",
            ValueTypes.count(1, 1_000_000),
            "1",
            "Number of members, including this one, that the cluster must have before this member is ready.");
    static final ConfigKey<Optional<Integer>> BROADCAST = key(
            "bootstrap.broadcast",
            "GRAPEVINE_BROADCAST",
            "--broadcast",
            "PORT",
            ConfigTypes.PORT_OR_OFF,
            "7701",
            "Port on which members of one network segment find each other by broadcast (on loopback: 127.255.255.255); off to"
                    + " disable.");

    static final ConfigKey<Path> KEY_FILE = key(
            "encryption.key-file",
            "GRAPEVINE_KEY_FILE",
            "--key-file",
            "FILE",
            ConfigTypes.PATH,
            "",
            "File with the cluster's keys, which protect all packets and streams: base64 of 32 bytes each, as grapevine keygen"
                    + " prints it, one a line, at most 8. The member seals with the first and accepts the others, too. The keys can also be"
                    + " set in the environment variable GRAPEVINE_KEY. The file is read again on SIGHUP.");
    static final ConfigKey<EncryptionMode> ENCRYPTION_MODE = key(
            "encryption.mode",
            "GRAPEVINE_ENCRYPTION",
            "",
            "",
            ValueTypes.choice(EncryptionMode.class),
            "",
            "How far this member seals: off sends and takes plain, accept sends plain and takes both, send seals and takes both,"
                    + " require seals and takes nothing plain. If it is not set, it is require with a key, and off without. Read again on"
                    + " SIGHUP, so that a running cluster gets from one to the next.");

    static final ConfigKey<Optional<HostPort>> HTTP_LISTEN = key(
            "http.listen",
            "GRAPEVINE_HTTP",
            "--http",
            "HOST:PORT",
            ConfigTypes.LISTEN,
            "127.0.0.1:8500",
            "Where the HTTP API, the metrics and the dashboard are served; off to disable.");
    static final ConfigKey<Path> TOKEN_FILE = key(
            "http.token-file",
            "GRAPEVINE_TOKEN_FILE",
            "--token-file",
            "FILE",
            ConfigTypes.PATH,
            "",
            "File with the bearer token that is required for changes. If it is not set, changes are accepted from loopback only."
                    + " The token itself can also be set in the environment variable GRAPEVINE_TOKEN.");
    static final ConfigKey<Path> TOKENS = key(
            "http.tokens",
            "GRAPEVINE_TOKENS_FILE",
            "--tokens-file",
            "FILE",
            ConfigTypes.PATH,
            "",
            "File with the hashes of several tokens, each with what it allows, as grapevine token prints them: NAME: SHA256-OF-TOKEN,"
                    + " SCOPES in each line. Scopes are read, register, register:PREFIX and operate. Requests without a token may do what"
                    + " the line anonymous: SCOPES says, and nothing without it. Read again on SIGHUP.");
    static final ConfigKey<Path> TLS_CERTIFICATE = key(
            "http.tls.certificate",
            "GRAPEVINE_TLS_CERTIFICATE",
            "",
            "",
            ConfigTypes.PATH,
            "",
            "PEM file with the certificate of the HTTP API, and those that lead from it to its authority. If it is set, the API is"
                    + " served by TLS 1.2 and 1.3 only. A new file is taken within seconds, without a restart.");
    static final ConfigKey<Path> TLS_KEY = key(
            "http.tls.key",
            "GRAPEVINE_TLS_KEY",
            "",
            "",
            ConfigTypes.PATH,
            "",
            "PEM file with the private key of that certificate, in PKCS#8.");
    static final ConfigKey<Path> TLS_CLIENT_CA = key(
            "http.tls.client-ca",
            "GRAPEVINE_TLS_CLIENT_CA",
            "",
            "",
            ConfigTypes.PATH,
            "",
            "PEM file with certificates of authorities. If it is set, clients must have a certificate of one of them (mutual TLS);"
                    + " tokens count besides.");
    static final ConfigKey<Optional<HostPort>> HTTP_HEALTH = key(
            "http.health",
            "GRAPEVINE_HTTP_HEALTH",
            "",
            "",
            ConfigTypes.LISTEN,
            "127.0.0.1:8501",
            "Where /healthz and /readyz, and nothing else, are served in clear while http.tls is set; off to disable.");
    static final ConfigKey<List<String>> GOSSIP_ALLOW = networks(
            "gossip.allow",
            "GRAPEVINE_GOSSIP_ALLOW",
            "Networks that may gossip with this member: those of all members, as the packets and connections of others are dropped and"
                    + " counted before anything of them is read. At most 256; none for all. Read again on SIGHUP.");
    static final ConfigKey<List<String>> HTTP_ALLOW = networks(
            "http.allow",
            "GRAPEVINE_HTTP_ALLOW",
            "Networks of the clients of the HTTP API, with 127.0.0.0/8 for those of this host. Connections of others are closed"
                    + " before anything of them is read. At most 256; none for all. Read again on SIGHUP.");
    static final ConfigKey<List<String>> CHECKS_ALLOW = networks(
            "checks.allow",
            "GRAPEVINE_CHECKS_ALLOW",
            "Networks that HTTP and TCP checks may reach. What counts is the address that a name has at each run. At most 256; none for"
                    + " all but those of the link, 169.254.0.0/16 and fe80::/10. Read again on SIGHUP.");
    static final List<ConfigKey<List<String>>> ALLOW_LISTS = List.of(GOSSIP_ALLOW, HTTP_ALLOW, CHECKS_ALLOW);
    static final ConfigKey<List<String>> HTTP_NAMES = key(
            "http.names",
            "GRAPEVINE_HTTP_NAMES",
            "",
            "",
            new ListType<>(ConfigTypes.HOST),
            "",
            "Further host names under which the HTTP API may be called, besides those of this member and this host.");
    static final ConfigKey<Optional<HostPort>> DNS_LISTEN = key(
            "dns.listen",
            "GRAPEVINE_DNS",
            "--dns",
            "HOST:PORT",
            ConfigTypes.LISTEN,
            "127.0.0.1:8600",
            "Where services and members are served by DNS, UDP and TCP; off to disable. If the default port is in use, as by another"
                    + " agent on this host, the agent goes on without DNS.");
    static final ConfigKey<String> DNS_DOMAIN = key(
            "dns.domain",
            "GRAPEVINE_DNS_DOMAIN",
            "",
            "",
            ConfigTypes.DOMAIN,
            "grapevine.internal",
            "Domain of the names: web.service.grapevine.internal, node1.node.grapevine.internal.");
    static final ConfigKey<List<String>> DNS_ALTERNATES = key(
            "dns.alternates",
            "",
            "",
            "",
            new ListType<>(ConfigTypes.DOMAIN),
            "",
            "Further domains with the same names below them, such as consul.");
    static final ConfigKey<Duration> DNS_TTL = key(
            "dns.ttl",
            "",
            "",
            "",
            ConfigTypes.duration(Duration.ZERO, ConfigTypes.MAX_TTL),
            "0s",
            "How long resolvers may keep an answer, in whole seconds. With 0s, they see every change at once.");
    static final ConfigKey<Map<String, Duration>> DNS_SERVICE_TTLS =
            key("dns.service-ttls", "", "", "", ConfigTypes.TTLS, "", "The same for single services: web=5s,db=1m.");
    static final ConfigKey<Duration> DNS_NEGATIVE_TTL = key(
            "dns.negative-ttl",
            "",
            "",
            "",
            ConfigTypes.duration(Duration.ZERO, ConfigTypes.MAX_TTL),
            "0s",
            "How long resolvers may keep that a name does not exist, or has no ready instance, in whole seconds.");
    static final ConfigKey<Boolean> DNS_WARNINGS = key(
            "dns.warnings",
            "",
            "",
            "",
            ConfigTypes.TRUE_OR_FALSE,
            "false",
            "Whether instances whose checks warn are in answers, too, besides those that pass.");
    static final ConfigKey<Long> DNS_UDP_SIZE = key(
            "dns.udp-size",
            "",
            "",
            "",
            ValueTypes.count(512, 8_192),
            "",
            "Longest response by UDP in bytes, where the client takes it; longer ones are truncated, and complete by TCP. Default:"
                    + " 8192 where DNS is served on loopback, else 1232, which passes every network.");

    static final ConfigKey<LogLevel> LOG_LEVEL = key(
            "log.level",
            "GRAPEVINE_LOG",
            "--log-level",
            "error|warn|info|debug|trace",
            ValueTypes.choice(LogLevel.class),
            "info",
            "The least severe level that is logged. GRAPEVINE_LOG accepts a level, a format or both: debug,json.");
    static final ConfigKey<LogFormat> LOG_FORMAT = key(
            "log.format",
            "GRAPEVINE_LOG",
            "--log-format",
            "text|json",
            ValueTypes.choice(LogFormat.class),
            "text",
            "Format of the log: text for people, json for machines.");
    static final ConfigKey<Duration> STATS_INTERVAL = key(
            "log.stats-interval",
            "",
            "--stats-interval",
            "TIME",
            ConfigTypes.durationOrOff(Duration.ofMillis(100), Duration.ofHours(24)),
            "10s",
            "How often the STATS line is logged; off to disable.");

    static final ConfigKey<List<ServiceSpec>> SERVICES = key(
            "services",
            "SERVICES",
            "--service",
            "SPEC",
            new ListType<>(new ServiceType()),
            "",
            "Services that run here, such as web, web:8080 or web:8080/v2+eu?weight=5&check=http:/health (with tags after the"
                    + " slash), or in the full form in YAML.");

    static final ConfigKey<List<TemplateSpec>> TEMPLATES = key(
            "templates",
            "",
            "",
            "",
            new ListType<>(new TemplateType()),
            "",
            "Files that this agent renders from templates at each change of the catalogue, see templates.md.");

    private static final Map<ProtocolSetting, ConfigKey<Long>> PROTOCOL_SETTINGS = protocolSettings();
    private static final List<ConfigKey<?>> ALL = all();

    private ConfigKeys() {}

    /** All keys, in order. */
    static List<ConfigKey<?>> values() {
        return ALL;
    }

    /** The key of a protocol setting. */
    static ConfigKey<Long> of(ProtocolSetting setting) {
        ConfigKey<Long> key = PROTOCOL_SETTINGS.get(setting);
        if (key == null) {
            throw new IllegalStateException("no key for " + setting);
        }
        return key;
    }

    private static ConfigKey<List<String>> networks(String name, String env, String meaning) {
        return key(name, env, "", "", new ListType<>(new NetworkType()), "", meaning);
    }

    private static <T> ConfigKey<T> key(
            String name, String env, String flag, String unit, ValueType<T> type, String fallback, String meaning) {
        return new ConfigKey<>(name, env, flag, unit, type, List.of(fallback, fallback, fallback), meaning);
    }

    private static Map<ProtocolSetting, ConfigKey<Long>> protocolSettings() {
        Map<ProtocolSetting, ConfigKey<Long>> keys = new EnumMap<>(ProtocolSetting.class);
        for (ProtocolSetting setting : ProtocolSetting.values()) {
            ValueType<Long> type = ValueTypes.of(setting);
            List<String> defaults = Arrays.stream(Profile.values())
                    .map(profile -> type.show(setting.defaultIn(profile)))
                    .toList();
            keys.put(
                    setting,
                    new ConfigKey<>("protocol." + setting.key(), "", "", "", type, defaults, setting.meaning()));
        }
        return keys;
    }

    private static List<ConfigKey<?>> all() {
        List<ConfigKey<?>> all = new ArrayList<>(List.of(
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
                ENCRYPTION_MODE,
                HTTP_LISTEN,
                TOKEN_FILE,
                TOKENS,
                TLS_CERTIFICATE,
                TLS_KEY,
                TLS_CLIENT_CA,
                HTTP_HEALTH,
                HTTP_ALLOW,
                HTTP_NAMES,
                GOSSIP_ALLOW,
                CHECKS_ALLOW,
                DNS_LISTEN,
                DNS_DOMAIN,
                DNS_ALTERNATES,
                DNS_TTL,
                DNS_SERVICE_TTLS,
                DNS_NEGATIVE_TTL,
                DNS_WARNINGS,
                DNS_UDP_SIZE,
                LOG_LEVEL,
                LOG_FORMAT,
                STATS_INTERVAL,
                SERVICES,
                TEMPLATES));
        all.addAll(PROTOCOL_SETTINGS.values());
        return List.copyOf(all);
    }
}
