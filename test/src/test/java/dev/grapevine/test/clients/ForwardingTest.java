package dev.grapevine.test.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.test.Node;
import dev.grapevine.test.hosts.Isolated;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Resolvers pass the names of the catalogue to the agent of their host, configured as docs/dns.md shows. */
@Isolated
@Needs({"dig", "getent"})
class ForwardingTest {

    private static final int MANY = 200;

    @RegisterExtension
    static final Desk DESK = new Desk();

    private static Node agent;

    @BeforeAll
    static void services() {
        // systemd-resolved asks nobody while the host has no network but the loopback interface.
        Tool.output("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth1");
        Tool.output("ip", "address", "add", "10.0.0.1/24", "dev", "eth0");
        Tool.output("ip", "link", "set", "eth0", "up");
        Tool.output("ip", "link", "set", "eth1", "up");
        // The C library looks for IPv6 addresses only where the host has one.
        Tool.output("ip", "address", "add", "2001:db8::1/128", "dev", "lo");
        agent = DESK.agent("n1", "--bind=10.0.0.1");
        Desk.register(agent, "web", "w1", "\"port\":8080,\"weight\":5,\"metadata\":{\"team\":\"a\"}");
        Desk.register(agent, "web", "w2", "\"port\":8081,\"address\":\"10.1.2.3\"");
        Desk.register(agent, "six", "x", "\"port\":9000,\"address\":\"2001:db8::7\"");
        Desk.register(agent, "sick", "s", "\"port\":1,\"health\":\"critical\"");
        for (int i = 1; i <= MANY; i++) {
            Desk.register(agent, "big", "b" + i, "\"port\":" + (1_000 + i) + ",\"address\":\"10.9.0." + i + "\"");
        }
        Desk.write("/etc/resolv.conf", "nameserver 127.0.0.1\n");
    }

    @AfterEach
    void end() {
        DESK.endTools();
    }

    @Test
    @Needs("unbound")
    void unbound() {
        Desk.own("/var/lib/unbound");
        Tool.output("/usr/libexec/unbound-helper", "root_trust_anchor_update");
        Handbook.install("dns.md", "/etc/unbound/unbound.conf.d/grapevine.conf");
        DESK.start("unbound", "-d", "-p");
        forwards();
    }

    @Test
    @Needs("unbound")
    void unbound_that_draws_the_case_of_its_questions() {
        Desk.own("/var/lib/unbound");
        Tool.output("/usr/libexec/unbound-helper", "root_trust_anchor_update");
        Handbook.install("dns.md", "/etc/unbound/unbound.conf.d/grapevine.conf");
        Desk.write("/etc/unbound/unbound.conf.d/case.conf", "server:\n    use-caps-for-id: yes\n");
        DESK.start("unbound", "-d", "-p");
        forwards();
    }

    @Test
    @Needs("dnsmasq")
    void dnsmasq() {
        Handbook.install("dns.md", "/etc/dnsmasq.d/grapevine.conf");
        DESK.start("dnsmasq", "--keep-in-foreground", "--log-facility=-", "--conf-dir=/etc/dnsmasq.d,*.conf");
        forwards();
    }

    @Test
    @Needs("named")
    void bind() {
        Desk.own("/var/cache/bind");
        Tool.output("install", "-d", "-o", "bind", "/run/named");
        Handbook.install("dns.md", "/etc/bind/named.conf.options");
        Handbook.install("dns.md", "/etc/bind/named.conf.local");
        DESK.start("named", "-g", "-u", "bind");
        forwards();
    }

    @Test
    @Needs("systemd-resolved")
    void systemd_resolved() {
        if (Tool.run("id", "systemd-resolve").status() != 0) {
            Tool.output("useradd", "--system", "--no-create-home", "systemd-resolve");
        }
        Tool.output("mkdir", "-p", "/run/systemd");
        Handbook.install("dns.md", "/etc/systemd/resolved.conf.d/grapevine.conf");
        // It listens on 127.0.0.53 besides.
        Desk.write("/etc/systemd/resolved.conf.d/test.conf", "[Resolve]\nDNSStubListenerExtra=127.0.0.1\n");
        DESK.start(Needs.ProgramCondition.find("systemd-resolved").orElseThrow().toString());
        forwards();
    }

    private static void forwards() {
        DESK.nodes()
                .until(
                        "a resolver at port 53",
                        () -> Tool.run("dig", "@127.0.0.1", "+time=1", "+tries=1", "web.service.grapevine.internal")
                                .text()
                                .contains("status: NOERROR"));
        records();
        Dig all = Dig.askAt("53", "big.service.grapevine.internal", "SRV");
        assertThat(all.answer()).as(all.text()).hasSize(MANY);
        assertThat(Dig.askAt("53", "nobody.service.grapevine.internal").status())
                .isEqualTo("NXDOMAIN");
        for (String type : List.of("A", "SRV")) {
            Dig sick = Dig.askAt("53", "sick.service.grapevine.internal", type);
            assertThat(sick.status()).isEqualTo("NOERROR");
            assertThat(sick.answer()).isEmpty();
        }
        programs();
        changes();
    }

    private static void records() {
        assertThat(Dig.askAt("53", "web.service.grapevine.internal").answer())
                .containsExactlyInAnyOrder(
                        "web.service.grapevine.internal. 0 IN A 10.0.0.1",
                        "web.service.grapevine.internal. 0 IN A 10.1.2.3");
        assertThat(Dig.askAt("53", "six.service.grapevine.internal", "AAAA").answer())
                .containsExactly("six.service.grapevine.internal. 0 IN AAAA 2001:db8::7");
        assertThat(Dig.askAt("53", "_web._tcp.service.grapevine.internal", "SRV")
                        .answer())
                .containsExactlyInAnyOrder(
                        "_web._tcp.service.grapevine.internal. 0 IN SRV 1 5 8080 n1.node.grapevine.internal.",
                        "_web._tcp.service.grapevine.internal. 0 IN SRV 1 1 8081 0a010203.addr.grapevine.internal.");
        assertThat(Dig.askAt("53", "web.service.grapevine.internal", "TXT").answer())
                .containsExactly("web.service.grapevine.internal. 0 IN TXT \"team=a\"");
        assertThat(Dig.askAt("53", "-x", "10.0.0.1").answer())
                .containsExactly("1.0.0.10.in-addr.arpa. 0 IN PTR n1.node.grapevine.internal.");
    }

    /** What the C library finds. */
    private static void programs() {
        assertThat(addresses("ahostsv4", "web.service.grapevine.internal")).containsExactly("10.0.0.1", "10.1.2.3");
        assertThat(addresses("ahostsv6", "six.service.grapevine.internal")).containsExactly("2001:db8::7");
        assertThat(addresses("hosts", "n1.node.grapevine.internal")).containsExactly("10.0.0.1");
        assertThat(Tool.output("getent", "hosts", "10.0.0.1").strip().replaceAll("\\s+", " "))
                .isEqualTo("10.0.0.1 n1.node.grapevine.internal");
        assertThat(Tool.run("getent", "ahosts", "nobody.service.grapevine.internal")
                        .status())
                .isEqualTo(2);
    }

    private static Set<String> addresses(String database, String name) {
        return Tool.output("getent", database, name)
                .lines()
                .map(line -> line.split("\\s+")[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** With a time to live of 0, the next answer has the change. */
    private static void changes() {
        Desk.register(agent, "web", "w3", "\"port\":8082,\"address\":\"10.1.2.4\"");
        assertThat(Dig.askAt("53", "web.service.grapevine.internal").answer()).hasSize(3);
        Desk.change(agent, "DELETE", "/v1/services/web/w3", "");
        assertThat(Dig.askAt("53", "web.service.grapevine.internal").answer()).hasSize(2);
    }
}
