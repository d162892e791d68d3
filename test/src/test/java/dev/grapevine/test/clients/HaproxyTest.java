package dev.grapevine.test.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.test.Measurements;
import dev.grapevine.test.Node;
import dev.grapevine.test.Nodes;
import dev.grapevine.test.hosts.Isolated;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HAProxy fills the servers of a backend from SRV records, configured as docs/dns.md shows. */
@Isolated
@Needs("haproxy")
@ExtendWith(Measurements.Injection.class)
class HaproxyTest {

    private static final String SOCKET = "/run/haproxy/admin.sock";

    /** Of the administrative state: in maintenance, as no record leads to the server. */
    private static final int UNRESOLVED = 0x20;

    private static final int SLOTS = 40;
    private static final int CRASHES = 3;

    @RegisterExtension
    static final Desk DESK = new Desk();

    private static Node agent;

    @BeforeAll
    static void start() {
        agent = DESK.agent("n1");
        Tool.output("mkdir", "-p", "/run/haproxy");
        Handbook.append("dns.md", "/etc/haproxy/haproxy.cfg");
        Tool.output("haproxy", "-c", "-f", "/etc/haproxy/haproxy.cfg");
        DESK.start("haproxy", "-db", "-f", "/etc/haproxy/haproxy.cfg");
    }

    @Test
    void forty_servers_come_and_go_with_instances() {
        Node.Plan plan =
                DESK.nodes().plan("n2", "clients", "--seed=" + agent.plan().seed());
        Node other = DESK.nodes().start(plan);
        Set<String> mine = register(agent, 0, SLOTS / 2);
        Set<String> all = new TreeSet<>(mine);
        all.addAll(register(other, SLOTS / 2, SLOTS));
        untilServers(all);

        // One more finds a place as soon as there is one.
        String last = register(agent, SLOTS, SLOTS + 1).iterator().next();
        String first = "10.8.0.0:8000";
        Desk.change(agent, "PUT", "/v1/services/web/web-0/state", "{\"state\":\"drain\"}");
        all.remove(first);
        all.add(last);
        untilServers(all);
        Desk.change(agent, "DELETE", "/v1/services/web/web-" + SLOTS, "");
        Desk.change(agent, "PUT", "/v1/services/web/web-0/state", "{\"state\":\"up\"}");
        all.remove(last);
        all.add(first);
        untilServers(all);

        for (int i = 0; i < SLOTS; i++) {
            Desk.change(i < SLOTS / 2 ? agent : other, "DELETE", "/v1/services/web/web-" + i, "");
        }
        other.terminate();
        other.end();
    }

    @Test
    void a_crash_is_followed_within_two_seconds(Measurements measurements) {
        List<Duration> took = new ArrayList<>();
        Set<String> stays = register(agent, 0, 1);
        for (int crash = 1; crash <= CRASHES; crash++) {
            Node.Plan plan = DESK.nodes()
                    .plan("c" + crash, "clients", "--seed=" + agent.plan().seed());
            Node other = DESK.nodes().start(plan);
            Set<String> both = new TreeSet<>(stays);
            both.addAll(register(other, 1, 2));
            untilServers(both);
            other.kill();
            Duration time = untilServers(stays);
            measurements.add("HAProxy has followed a crash", time);
            took.add(time);
        }
        Desk.change(agent, "DELETE", "/v1/services/web/web-0", "");
        // The best of a few: the machine may be busy.
        assertThat(took).as("best of " + took).anyMatch(time -> time.compareTo(Duration.ofSeconds(2)) < 0);
    }

    @Test
    void no_request_fails_while_one_of_three_backends_is_drained() {
        try (Backends backends = new Backends(3)) {
            for (int i = 0; i < 3; i++) {
                Desk.register(agent, "web", "b" + i, "\"port\":" + backends.port(i));
            }
            untilServers(Set.of(
                    "127.0.0.1:" + backends.port(0), "127.0.0.1:" + backends.port(1), "127.0.0.1:" + backends.port(2)));
            try (Load load = new Load("http://127.0.0.1:8080/")) {
                Nodes nodes = DESK.nodes();
                nodes.until("responses of all", () -> load.responses().keySet().equals(Set.of("0", "1", "2")));
                Desk.change(agent, "PUT", "/v1/services/web/b1/state", "{\"state\":\"drain\"}");
                untilServers(Set.of("127.0.0.1:" + backends.port(0), "127.0.0.1:" + backends.port(2)));
                Map<String, Integer> drained = load.responses();
                nodes.until(
                        "responses of the others",
                        () -> load.responses("0") > drained.get("0") + 50
                                && load.responses("2") > drained.get("2") + 50);
                // Those that were on their way.
                assertThat(load.responses("1")).isLessThanOrEqualTo(drained.get("1") + 2);
                Desk.change(agent, "PUT", "/v1/services/web/b1/state", "{\"state\":\"up\"}");
                nodes.until("responses of the one that is back", () -> load.responses("1") > drained.get("1") + 50);
                assertThat(load.failures()).isEmpty();
            }
            for (int i = 0; i < 3; i++) {
                Desk.change(agent, "DELETE", "/v1/services/web/b" + i, "");
            }
        }
    }

    /** Instances from one number to another; returns their addresses. */
    private static Set<String> register(Node owner, int from, int to) {
        Set<String> addresses = new TreeSet<>();
        for (int i = from; i < to; i++) {
            Desk.register(owner, "web", "web-" + i, "\"port\":" + (8_000 + i) + ",\"address\":\"10.8.0." + i + "\"");
            addresses.add("10.8.0." + i + ":" + (8_000 + i));
        }
        return addresses;
    }

    private static Duration untilServers(Set<String> addresses) {
        return DESK.nodes().until("HAProxy with " + addresses, () -> running().equals(addresses));
    }

    /** The servers that HAProxy sends requests to. */
    private static Set<String> running() {
        List<String> lines = ask("show servers state web").lines().toList();
        if (lines.size() < 2) {
            return Set.of();
        }
        List<String> columns = List.of(lines.get(1).substring(2).split(" "));
        return lines.stream()
                .skip(2)
                .filter(line -> !line.isBlank())
                .map(line -> List.of(line.split(" ")))
                .filter(row -> row.get(columns.indexOf("srv_op_state")).equals("2"))
                .filter(row -> (Integer.parseInt(row.get(columns.indexOf("srv_admin_state"))) & UNRESOLVED) == 0)
                .map(row -> row.get(columns.indexOf("srv_addr")) + ":" + row.get(columns.indexOf("srv_port")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String ask(String command) {
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(SOCKET))) {
            socket.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(65_536);
            while (answer.hasRemaining() && socket.read(answer) >= 0) {}
            return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
        } catch (SocketException notYet) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
