package dev.grapevine.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigProblemsTest {

    @Test
    void an_unknown_key_is_refused_with_its_place_and_the_nearest_known_key() {
        assertThat(new SomeConfig()
                        .yaml("protocol:", "  probe:", "    perod: 1s")
                        .problems())
                .containsExactly(
                        "config.yaml:3:5: protocol.probe.perod: unknown key; did you mean protocol.probe.period?");
        assertThat(new SomeConfig().yaml("nod:", "  port: 1").problems())
                .containsExactly("config.yaml:1:1: nod: unknown key; did you mean node?");
        assertThat(new SomeConfig().yaml("http:", "  elephant: 1").problems())
                .containsExactly(
                        "config.yaml:2:3: http.elephant: unknown key; expected one of listen, token-file, tokens, tls, health, allow, names");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    profile              | fast        | local, lan, wan
                    cluster              | my cluster  | 1 to 64 characters of A-Z a-z 0-9 . _ -, but not . or .. alone
                    node.id              | a/b         | 1 to 64 characters of A-Z a-z 0-9 . _ -, but not . or .. alone
                    node.id              | ..          | 1 to 64 characters of A-Z a-z 0-9 . _ -, but not . or .. alone
                    node.advertise       | 10.0.0.256  | a host name, an IP address, interface:NAME or cidr:NETWORK/BITS
                    node.advertise       | cidr:10/8   | a host name, an IP address, interface:NAME or cidr:NETWORK/BITS
                    node.port            | 70000       | 0 to 65535
                    node.port            | -1          | 0 to 65535
                    node.bind            | 1.2.3       | an IP address or a host name
                    node.zone            | a zone      | 1 to 32 characters of A-Z a-z 0-9 . _ -
                    bootstrap.seeds      | node1:port  | HOST:PORT, a host name, or srv:NAME
                    bootstrap.seeds      | node1:0     | HOST:PORT, a host name, or srv:NAME
                    bootstrap.expect     | 0           | 1 to 1000000
                    bootstrap.broadcast  | on          | 1 to 65535, or off
                    http.listen          | 8500        | HOST:PORT, such as 127.0.0.1:8500 for this host alone or 0.0.0.0:8500 for all addresses, or off
                    http.listen          | ':8511'     | HOST:PORT, such as 127.0.0.1:8500 for this host alone or 0.0.0.0:8500 for all addresses, or off
                    http.listen          | ::1:53      | HOST:PORT, such as 127.0.0.1:8500 for this host alone or 0.0.0.0:8500 for all addresses, or off
                    http.names           | a b         | an IP address or a host name
                    dns.domain           | 10.0.0.1       | a domain name of at most 100 characters, such as grapevine.internal
                    dns.domain           | a_b.internal   | a domain name of at most 100 characters, such as grapevine.internal
                    dns.domain           | a..b           | a domain name of at most 100 characters, such as grapevine.internal
                    dns.warnings         | yes            | true or false
                    dns.ttl              | 25h            | 0s to 24h
                    dns.service-ttls     | "web=5s,"      | NAME=TIME,NAME=TIME, as in web=5s,db=1m
                    dns.udp-size         | 511            | 512 to 8192
                    log.level            | loud        | error, warn, info, debug, trace
                    log.format           | xml         | text, json
                    log.stats-interval   | 10          | 100ms to 24h, or off
                    protocol.probe.period | 1          | 20ms to 1m
                    protocol.probe.period | 2m         | 20ms to 1m
                    protocol.probe.helpers | 17        | 0 to 16
                    protocol.packet.size | 1200        | 1160B to 1400B
                    protocol.packet.size | 9kB         | 1160B to 1400B
                    protocol.sync.heal-share | 101%    | 1% to 100%
                    """)
    void a_bad_value_is_refused_with_what_was_found_and_what_was_expected(String key, String value, String allowed) {
        int column = key.length() + 5;
        assertThat(new SomeConfig().yaml("'" + key + "': '" + value + "'").problems())
                .containsExactly(
                        "config.yaml:1:" + column + ": " + key + ": found \"" + value + "\", expected " + allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gossip.allow", "http.allow", "checks.allow"})
    void a_wrong_network_is_refused_with_what_is_wrong(String key) {
        assertThat(new SomeConfig()
                        .yaml("'" + key + "': [10.0.0.0/8, 10.0.0.1/8, everybody, 'fd00::/129']")
                        .problems())
                .satisfiesExactly(
                        bits -> assertThat(bits)
                                .startsWith("config.yaml:1:")
                                .endsWith(key
                                        + ": '10.0.0.1/8' is not a network: 10.0.0.1 has bits beyond the first 8; write"
                                        + " 10.0.0.0/8 for the network, or 10.0.0.1 for this address alone"),
                        name -> assertThat(name).contains(key + ": 'everybody' is not a network ("),
                        length -> assertThat(length)
                                .endsWith(key
                                        + ": 'fd00::/129' is not a network: after the slash stands a number of bits, 0 to"
                                        + " 128"));
        String many = IntStream.range(0, 257)
                .mapToObj(i -> "10.0." + i / 200 + "." + i % 200)
                .collect(Collectors.joining(","));
        assertThat(new SomeConfig().yaml("'" + key + "': '" + many + "'").problems())
                .containsExactly("config.yaml:1:" + (key.length() + 5) + ": " + key
                        + ": found 257 networks, expected at most 256; use fewer, larger ones");
        assertThat(new SomeConfig().yaml("'" + key + "': {a: 10.0.0.0/8}").problems())
                .hasSize(1);
    }

    @Test
    void the_place_of_a_value_is_its_variable_or_flag() {
        assertThat(new SomeConfig().env("NODE_PORT", "abc").problems())
                .containsExactly("env NODE_PORT: node.port: found \"abc\", expected 0 to 65535");
        assertThat(new SomeConfig().flag("--port", "abc").problems())
                .containsExactly("--port: node.port: found \"abc\", expected 0 to 65535");
        assertThat(new SomeConfig().env("GRAPEVINE_LOG", "loud,json").problems())
                .containsExactly("env GRAPEVINE_LOG: log: found \"loud\", expected error, warn, info, debug, trace and"
                        + " text, json");
    }

    @Test
    void an_unknown_variable_of_this_program_is_refused_and_the_nearest_is_suggested() {
        assertThat(new SomeConfig().env("GRAPEVINE_PROFIL", "lan").problems())
                .containsExactly(
                        "env GRAPEVINE_PROFIL: environment: unknown variable; did you mean GRAPEVINE_PROFILE?");
        assertThat(new SomeConfig().env("GRAPEVINE_ELEPHANTS", "7").problems())
                .containsExactly("env GRAPEVINE_ELEPHANTS: environment: unknown variable; unset it, or see the list of"
                        + " variables in docs/configuration.md");
        assertThat(new SomeConfig()
                        .env("GRAPEVINE_PROFIL", " ")
                        .env("GRAPEVINE_HTTP_ADDR", "127.0.0.1:1")
                        .env("GRAPEVINE_SERVICE_HOST", "10.0.0.1")
                        .env("GRAPEVINE_SERVICE_PORT_GOSSIP", "7700")
                        .env("GRAPEVINE_HEADLESS_SERVICE_PORT", "7700")
                        .env("GRAPEVINE_PORT", "tcp://10.0.0.1:7700")
                        .env("GRAPEVINE_PORT_7700_TCP_ADDR", "10.0.0.1")
                        .problems())
                .isEmpty();
        assertThat(new SomeConfig().env("GRAPEVINE_PORT", "8001").problems()).hasSize(1);
    }

    @Test
    void all_problems_are_reported_at_once() {
        assertThat(new SomeConfig()
                        .yaml("node:", "  port: x", "  prt: y", "protocol: 7")
                        .env("NODE_IP", "a b")
                        .flag("--expect", "none")
                        .problems())
                .containsExactly(
                        "config.yaml:3:3: node.prt: unknown key; did you mean node.port?",
                        "config.yaml:4:11: protocol: found \"7\", expected a mapping of probe, suspicion, witness, health,"
                                + " flap, rumor, packet, sync, tombstone, limit, state, bootstrap, leave",
                        "env NODE_IP: node.advertise: found \"a b\", expected a host name, an IP address, interface:NAME or"
                                + " cidr:NETWORK/BITS",
                        "config.yaml:2:9: node.port: found \"x\", expected 0 to 65535",
                        "--expect: bootstrap.expect: found \"none\", expected 1 to 1000000");
    }

    @Test
    void a_bad_value_is_refused_even_if_a_later_source_overrides_it() {
        assertThat(new SomeConfig().yaml("node.port: x").flag("--port", "1").problems())
                .containsExactly("config.yaml:1:12: node.port: found \"x\", expected 0 to 65535");
    }

    @Test
    void a_file_that_is_not_yaml_is_refused_with_the_place() {
        assertThat(new SomeConfig().yaml("node: [1, 2").problems())
                .singleElement()
                .asString()
                .startsWith("config.yaml:1:12: YAML: expected ',' or ']'");
        assertThat(new SomeConfig().yaml("- a", "- b").problems())
                .containsExactly(
                        "config.yaml:1:1: file: found no keys, expected a mapping, as in grapevine.reference.yaml");
        assertThat(new SomeConfig().yaml("").problems()).isEmpty();
        assertThat(new SomeConfig().yaml("# nothing").problems()).isEmpty();
    }

    @Test
    void a_key_given_twice_is_refused() {
        assertThat(new SomeConfig()
                        .yaml("cluster: a", "node:", "  port: 1", "cluster: b")
                        .problems())
                .containsExactly("config.yaml:4:1: cluster: given twice, first at config.yaml:1:1");
    }

    @Test
    void a_file_that_cannot_be_read_is_an_error() {
        SomeConfig config = new SomeConfig().yaml("a: b");
        assertThat(config.without("config.yaml").problems())
                .containsExactly("config.yaml: cannot read the configuration: there is no such file");
    }

    @Test
    void a_secret_in_the_file_is_refused_and_not_repeated() {
        assertThat(new SomeConfig()
                        .yaml("encryption:", "  key: hush", "http.token: hush")
                        .problems())
                .containsExactly(
                        "config.yaml:2:3: encryption.key: secrets do not belong in this file; put it in a file of its own and"
                                + " set encryption.key-file",
                        "config.yaml:3:1: http.token: secrets do not belong in this file; put it in a file of its own and"
                                + " set http.token-file");
    }

    @Test
    void a_bad_secret_is_refused_and_not_repeated() {
        assertThat(new SomeConfig().env("GRAPEVINE_KEY", "aHVzaA==").problems())
                .containsExactly(
                        "env GRAPEVINE_KEY: encryption.key: found 4 bytes, expected base64 of 32 bytes, as grapevine keygen prints it");
        assertThat(new SomeConfig().env("GRAPEVINE_KEY", "hush hush").problems())
                .containsExactly(
                        "env GRAPEVINE_KEY: encryption.key: not valid base64, expected base64 of 32 bytes, as grapevine keygen prints it");
        assertThat(new SomeConfig()
                        .file("t", "hush hush")
                        .flag("--token-file", "t")
                        .problems())
                .containsExactly("t: http.token: expected 1 to 512 printable ASCII characters without spaces");
        assertThat(new SomeConfig().flag("--key-file", "k").problems())
                .containsExactly("--key-file: encryption.key-file: cannot read k: there is no such file");
        assertThat(new SomeConfig()
                        .file("k", "")
                        .env("GRAPEVINE_KEY", "x")
                        .env("GRAPEVINE_KEY_FILE", "k")
                        .problems())
                .containsExactly(
                        "env GRAPEVINE_KEY: encryption.key: set as well as GRAPEVINE_KEY_FILE; set only one of them");
    }

    /** A key whose first byte is the number. */
    private static String key(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return Base64.getEncoder().encodeToString(key);
    }

    private static List<String> problemsOfKeyFile(String... lines) {
        return new SomeConfig()
                .file("k", String.join("\n", lines))
                .flag("--key-file", "k")
                .problems();
    }

    @Test
    void a_bad_key_file_is_refused_with_the_line_and_what_to_do() {
        assertThat(problemsOfKeyFile("# both", key(1), "  " + key(2) + " # the next one", ""))
                .isEmpty();
        assertThat(problemsOfKeyFile("# ours", "", key(1) + "\r", "hush", "aHVzaA==", key(1)))
                .containsExactly(
                        "k:4: encryption.key: found 3 bytes, expected base64 of 32 bytes, as grapevine keygen prints it",
                        "k:5: encryption.key: found 4 bytes, expected base64 of 32 bytes, as grapevine keygen prints it",
                        "k:6: encryption.key: the same key as in line 3; remove one of the two lines");
        assertThat(problemsOfKeyFile("00ff".repeat(16)))
                .containsExactly(
                        "k:1: encryption.key: found 64 hexadecimal digits, expected base64 of 32 bytes, as grapevine"
                                + " keygen prints it; xxd -r -p | base64 converts them");
        assertThat(problemsOfKeyFile("# none"))
                .containsExactly(
                        "k: encryption.key: there is no key in it; expected base64 of 32 bytes, as grapevine keygen"
                                + " prints it");
        String[] nine = IntStream.range(0, 9).mapToObj(ConfigProblemsTest::key).toArray(String[]::new);
        assertThat(problemsOfKeyFile(nine))
                .containsExactly(
                        "k: encryption.key: found 9 keys, expected at most 8; remove those that no member seals with any"
                                + " more");
        assertThat(problemsOfKeyFile(Arrays.copyOf(nine, 8))).isEmpty();
    }

    @Test
    void a_mode_that_seals_needs_a_key() {
        assertThat(new SomeConfig().yaml("encryption.mode: accept").problems())
                .containsExactly(
                        "config.yaml:1:18: encryption.mode: needs a key, and there is none; set encryption.key-file"
                                + " (grapevine keygen makes a key), or the mode off");
        assertThat(new SomeConfig().env("GRAPEVINE_ENCRYPTION", "off").problems())
                .isEmpty();
        assertThat(new SomeConfig().yaml("encryption.mode: some").problems())
                .containsExactly(
                        "config.yaml:1:18: encryption.mode: found \"some\", expected off, accept, send, require");
    }

    @Test
    void a_secret_that_others_can_read_is_warned_of() {
        assertThat(new SomeConfig()
                        .openFile("k", key(1))
                        .flag("--key-file", "k")
                        .file("t", "hush")
                        .flag("--token-file", "t")
                        .load()
                        .warnings())
                .containsExactly("k can be read by other users of this host; chmod 600 k changes that");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    protocol.probe.timeout-min: 2s | protocol.probe.timeout-min: 2s must not be more than protocol.probe.timeout-max 500ms (lan profile)
                    protocol.probe.period: 300ms   | protocol.probe.timeout-max: 500ms must not be more than protocol.probe.period 300ms (config.yaml:1)
                    protocol.suspicion.window-max: 1m | protocol.suspicion.window-max: 1m must not be more than twice protocol.suspicion.window-min 5600ms (lan profile)
                    protocol.suspicion.window-max: 1s | protocol.suspicion.window-min: 5600ms must not be more than protocol.suspicion.window-max 1s (config.yaml:1)
                    node.port: 8500                | http.listen: 127.0.0.1:8500 is the same as node.port 8500 (config.yaml:1)
                    node.advertise: 0.0.0.0        | node.advertise: 0.0.0.0 is not an address that others can reach; leave it out to have an address found
                    node.advertise: '0:0:0::0'     | node.advertise: 0:0:0::0 is not an address that others can reach; leave it out to have an address found
                    node.advertise: 224.0.0.1      | node.advertise: 224.0.0.1 is a multicast address, which belongs to no member; leave it out to have an address found
                    node.advertise: 'ff02::1'      | node.advertise: ff02::1 is a multicast address, which belongs to no member; leave it out to have an address found
                    node.advertise: 255.255.255.255 | node.advertise: 255.255.255.255 is a broadcast address, which belongs to no member; leave it out to have an address found
                    node.advertise: 'fe80::1%eth0' | node.advertise: fe80::1%eth0 has a scope, which other members cannot use; use an address that is not link-local
                    node.bind: 'fe80::1%eth0'      | node.bind: fe80::1%eth0 has a scope, which other members cannot use; use an address that is not link-local
                    bootstrap.seeds: '[fe80::1%1]:7700' | bootstrap.seeds: [fe80::1%1]:7700 has a scope, which other members cannot use; use an address that is not link-local
                    services: web,web:80           | services: two instances have the id "web"; give one an id of its own: web:80?id=web-2
                    """)
    void values_that_contradict_each_other_are_refused(String yaml, String problem) {
        assertThat(new SomeConfig().yaml(yaml).problems())
                .containsExactly("config.yaml:1:" + (yaml.indexOf(' ') + 2) + ": " + problem);
    }

    @Test
    void an_advertised_address_that_cannot_be_reached_is_refused() {
        assertThat(new SomeConfig()
                        .flag("--advertise", "10.0.0.4")
                        .flag("--bind", "127.0.0.1")
                        .problems())
                .containsExactly(
                        "--advertise: node.advertise: 10.0.0.4 cannot be reached while node.bind 127.0.0.1 (--bind)"
                                + " listens on this host alone; set node.bind to 10.0.0.4 or 0.0.0.0");
    }
}
