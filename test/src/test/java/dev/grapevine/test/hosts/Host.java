package dev.grapevine.test.hosts;

import dev.grapevine.test.Node;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A host: a network namespace with two interfaces. Members use {@code eth0}, whose cable leads to the bridge
 * {@code lan}; faults are injected there. Tests talk to agents through {@code adm0}, which has no faults.
 */
final class Host {

    static final int GOSSIP = 7700;
    static final int HTTP = 8500;

    /** The tests run on another host than the agents, so their changes need a token. */
    static final String TOKEN = "token-of-the-host-tests";

    private final int number;
    private int network;

    private Host(int number) {
        this.number = number;
    }

    /** Creates the bridges that the cables lead to, in the namespace of this process. To be called once. */
    static void bridges() {
        Command.feed("""
                link set lo up
                link add lan type bridge
                link set lan up
                link add control type bridge
                link set control up
                addr add 10.78.0.254/24 dev control
                """, "ip", "-batch", "-");
    }

    /** @param number from 1 to 250, unique among the hosts */
    static Host create(int number) {
        Host host = new Host(number);
        Command.run("ip", "netns", "add", host.name());
        Command.feed("""
                link add lan%1$d type veth peer name eth0 netns host%1$d
                link set lan%1$d master lan up
                link add control%1$d type veth peer name adm0 netns host%1$d
                link set control%1$d master control up
                """.formatted(number), "ip", "-batch", "-");
        host.ip(
                "link set lo up",
                "addr add " + host.address() + "/16 brd + dev eth0",
                "addr add " + host.control() + "/24 brd + dev adm0",
                "link set eth0 up",
                "link set adm0 up");
        return host;
    }

    /** Removes the host, on which no process may be running. */
    void remove() {
        // The kernel would remove the cables with the namespace, but later, and their names are needed again.
        Command.feed("link del lan%1$d\nlink del control%1$d\n".formatted(number), "ip", "-batch", "-");
        Command.run("ip", "netns", "delete", name());
    }

    String name() {
        return "host" + number;
    }

    String member() {
        return "node" + number;
    }

    /** The address by which members reach it. */
    String address() {
        return "10.77." + network + "." + number;
    }

    String seed() {
        return address() + ":" + GOSSIP;
    }

    private String control() {
        return "10.78.0." + number;
    }

    /** A plan for an agent on this host. */
    Node.Plan plan(String cluster, List<String> flags, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("GRAPEVINE_TOKEN", TOKEN);
        Node.Place place = new Node.Place(List.of("ip", "netns", "exec", name()), address(), control(), all);
        return new Node.Plan(member(), cluster, place, GOSSIP, HTTP, flags);
    }

    /** Runs a command on this host. */
    String exec(String... command) {
        return Command.run(Stream.concat(Stream.of("ip", "netns", "exec", name()), Arrays.stream(command))
                .toArray(String[]::new));
    }

    /** Changes its interfaces and addresses. */
    void ip(String... lines) {
        Command.feed(String.join("\n", lines) + "\n", "ip", "-n", name(), "-batch", "-");
    }

    // ---- faults

    /** Unplugs or plugs in the cable at the switch. The host keeps its interface and address, but reaches no other. */
    void cable(boolean in) {
        Command.run("ip", "link", "set", "lan" + number, in ? "up" : "down");
    }

    /** Switches the interface off or on, as an operator would, with its addresses and routes. */
    void link(boolean up) {
        ip("link set eth0 " + (up ? "up" : "down"));
    }

    /** Sets the firewall rules for incoming packets, in nftables syntax; without a rule, it accepts everything. */
    void firewall(String... rules) {
        String input = Arrays.stream(rules)
                .map(rule -> "    iifname \"eth0\" " + rule + "\n")
                .collect(Collectors.joining());
        Command.feed(
                "flush ruleset\ntable inet faults {\n  chain input {\n    type filter hook input priority 0\n" + input
                        + "  }\n}\n",
                "ip",
                "netns",
                "exec",
                name(),
                "nft",
                "-f",
                "-");
    }

    /** Replaces its address, as a DHCP server would. */
    void readdress() {
        String before = address();
        network++;
        ip("addr del " + before + "/16 dev eth0", "addr add " + address() + "/16 brd + dev eth0");
    }

    /** The set of the addresses of these hosts, in nftables syntax. */
    static String addresses(List<Host> hosts) {
        return hosts.stream().map(Host::address).collect(Collectors.joining(", ", "{ ", " }"));
    }

    @Override
    public String toString() {
        return name();
    }
}
