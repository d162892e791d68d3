package dev.grapevine.agent.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.model.Address;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** What names stand for. */
class DnsCatalogueTest {

    private static final Name DOMAIN = Name.fromConstantString("grapevine.internal.");

    private final FakeCluster cluster = new FakeCluster();
    private DnsCatalogue catalogue = catalogue(false);

    private DnsCatalogue catalogue(boolean warnings) {
        return new DnsCatalogue(
                cluster,
                new DnsSettings(
                        List.of(DOMAIN, Name.fromConstantString("consul.")),
                        Duration.ZERO,
                        Map.of("db", Duration.ofSeconds(5)),
                        Duration.ofSeconds(3),
                        warnings),
                new Random(1));
    }

    private DnsAnswer ask(String name, int type) {
        return catalogue.answer(Name.fromConstantString(name), type);
    }

    private List<String> answers(String name, int type) {
        DnsAnswer answer = ask(name, type);
        assertThat(answer.rcode()).isEqualTo(Rcode.NOERROR);
        return answer.answers().stream().map(Object::toString).sorted().toList();
    }

    private void assertNoData(String name, int type) {
        DnsAnswer answer = ask(name, type);
        assertThat(answer.rcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.answers()).isEmpty();
        assertThat(answer.authority()).hasSize(1);
        assertThat(answer.authority().get(0).getType()).isEqualTo(Type.SOA);
    }

    private void assertNoName(String name) {
        DnsAnswer answer = ask(name, Type.A);
        assertThat(answer.rcode()).as(name).isEqualTo(Rcode.NXDOMAIN);
        assertThat(answer.authority().get(0).getType()).isEqualTo(Type.SOA);
        assertThat(answer.authority().get(0).getTTL()).isEqualTo(3);
    }

    private void put(String member, String ip, ServiceInstance.Builder service) {
        cluster.put(member, Status.ALIVE, "eu", Address.parse(ip, 7_700));
        cluster.putInstance(member, service.build());
    }

    private void threeWebs() {
        put("node2", "10.0.0.2", ServiceInstance.named("web").port(80).tag("v2").weight(3));
        put("node3", "10.0.0.3", ServiceInstance.named("web").port(81).tag("v1").metadata("a", "b\"\\"));
        put("node4", "fd00::4", ServiceInstance.named("web").port(82).tag("v1"));
    }

    private void state(String member, ServiceState state) {
        ServiceInstance web = cluster.service("web").all().stream()
                .filter(each -> each.member().name().equals(member))
                .findFirst()
                .orElseThrow()
                .service();
        cluster.putInstance(member, web.withState(state, 1));
    }

    @Test
    void a_draining_instance_is_answered_only_where_nothing_else_is_ready() {
        threeWebs();
        state("node2", ServiceState.DRAINING);
        assertThat(answers("web.service.grapevine.internal.", Type.SRV))
                .hasSize(2)
                .noneMatch(srv -> srv.contains("node2"));
        assertThat(answers("v2.web.service.grapevine.internal.", Type.A))
                .as("the last one with the tag")
                .hasSize(1);
        state("node3", ServiceState.MAINTENANCE);
        state("node4", ServiceState.DRAINING);
        assertThat(answers("web.service.grapevine.internal.", Type.SRV))
                .hasSize(2)
                .noneMatch(srv -> srv.contains("node3"));
        state("node2", ServiceState.MAINTENANCE);
        state("node4", ServiceState.MAINTENANCE);
        assertNoData("web.service.grapevine.internal.", Type.SRV);
    }

    @Test
    void a_service_has_the_addresses_of_its_ready_instances() {
        threeWebs();
        assertThat(answers("web.service.grapevine.internal.", Type.A))
                .containsExactly(
                        "web.service.grapevine.internal.\t0\tIN\tA\t10.0.0.2",
                        "web.service.grapevine.internal.\t0\tIN\tA\t10.0.0.3");
        assertThat(answers("web.service.grapevine.internal.", Type.AAAA))
                .containsExactly("web.service.grapevine.internal.\t0\tIN\tAAAA\tfd00:0:0:0:0:0:0:4");
        assertThat(answers("WEB.Service.Consul.", Type.AAAA)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web.service.grapevine.internal.",
                "_web._tcp.service.grapevine.internal.",
                "_web._udp.service.grapevine.internal."
            })
    void srv_records_lead_to_members_with_their_addresses_beside_them(String name) {
        threeWebs();
        assertThat(answers(name, Type.SRV))
                .containsExactly(
                        name + "\t0\tIN\tSRV\t1 1 81 node3.node.grapevine.internal.",
                        name + "\t0\tIN\tSRV\t1 1 82 node4.node.grapevine.internal.",
                        name + "\t0\tIN\tSRV\t1 3 80 node2.node.grapevine.internal.");
        assertThat(ask(name, Type.SRV).additional())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder(
                        "node2.node.grapevine.internal.\t0\tIN\tA\t10.0.0.2",
                        "node3.node.grapevine.internal.\t0\tIN\tA\t10.0.0.3",
                        "node4.node.grapevine.internal.\t0\tIN\tAAAA\tfd00:0:0:0:0:0:0:4");
    }

    @Test
    void a_tag_narrows_a_service() {
        threeWebs();
        assertThat(answers("v2.web.service.consul.", Type.SRV))
                .containsExactly("v2.web.service.consul.\t0\tIN\tSRV\t1 3 80 node2.node.consul.");
        assertThat(answers("_web._v1.service.consul.", Type.A)).hasSize(1);
        assertNoName("v9.web.service.consul.");
    }

    @Test
    void a_service_whose_own_name_has_dots_is_found_before_a_tag() {
        put("node2", "10.0.0.2", ServiceInstance.named("api.v1").port(80).tag("blue.1"));
        put("node3", "10.0.0.3", ServiceInstance.named("v1").port(80).tag("api"));
        assertThat(answers("api.v1.service.consul.", Type.A))
                .containsExactly("api.v1.service.consul.\t0\tIN\tA\t10.0.0.2");
        assertThat(answers("blue.1.api.v1.service.consul.", Type.A)).hasSize(1);
        assertThat(answers("_api.v1._tcp.service.consul.", Type.SRV)).hasSize(1);
    }

    @Test
    void an_instance_that_does_not_pass_is_not_in_answers_unless_warnings_are_asked_for() {
        put("node2", "10.0.0.2", ServiceInstance.named("web").port(80).health(Health.WARNING));
        put(
                "node3",
                "10.0.0.3",
                ServiceInstance.named("web").port(80).health(Health.CRITICAL).tag("v1"));
        assertNoData("web.service.consul.", Type.A);
        assertNoData("v1.web.service.consul.", Type.SRV);
        catalogue = catalogue(true);
        assertThat(answers("web.service.consul.", Type.A)).containsExactly("web.service.consul.\t0\tIN\tA\t10.0.0.2");
    }

    @Test
    void an_answer_follows_the_view() {
        put("node2", "10.0.0.2", ServiceInstance.named("web").port(80));
        assertThat(answers("web.service.consul.", Type.A)).hasSize(1);
        put("node3", "10.0.0.3", ServiceInstance.named("web").port(80));
        assertThat(answers("web.service.consul.", Type.A)).hasSize(2);
        put("node3", "10.0.0.3", ServiceInstance.named("web").port(80).health(Health.CRITICAL));
        assertThat(answers("web.service.consul.", Type.A)).hasSize(1);
    }

    @Test
    void an_address_of_its_own_has_a_name_that_resolves_and_a_host_name_is_an_alias() {
        put("node2", "10.0.0.2", ServiceInstance.named("db").port(5432).address("10.1.2.3"));
        put("node3", "10.0.0.3", ServiceInstance.named("db6").port(5432).address("fd00::9"));
        put("node4", "10.0.0.4", ServiceInstance.named("out").port(443).address("shop.example.org"));
        assertThat(answers("db.service.consul.", Type.SRV))
                .containsExactly("db.service.consul.\t5\tIN\tSRV\t1 1 5432 0a010203.addr.consul.");
        assertThat(answers("0A010203.addr.consul.", Type.A))
                .containsExactly("0A010203.addr.consul.\t0\tIN\tA\t10.1.2.3");
        assertNoData("0a010203.addr.consul.", Type.AAAA);
        assertThat(answers("fd000000000000000000000000000009.addr.consul.", Type.AAAA))
                .hasSize(1);
        assertNoName("0a0102.addr.consul.");
        assertNoName("0a01020g.addr.consul.");
        assertThat(answers("out.service.consul.", Type.A))
                .containsExactly("out.service.consul.\t0\tIN\tCNAME\tshop.example.org.");
        assertThat(answers("out.service.consul.", Type.SRV))
                .containsExactly("out.service.consul.\t0\tIN\tSRV\t1 1 443 shop.example.org.");
    }

    @Test
    void a_service_without_a_port_has_addresses_and_no_srv_records() {
        put("node2", "10.0.0.2", ServiceInstance.named("batch"));
        assertThat(answers("batch.service.consul.", Type.A)).hasSize(1);
        assertNoData("batch.service.consul.", Type.SRV);
    }

    @Test
    void metadata_is_text() {
        threeWebs();
        assertThat(answers("web.service.consul.", Type.TXT))
                .containsExactly("web.service.consul.\t0\tIN\tTXT\ta=b\\\"\\\\");
        assertThat(answers("node2.node.consul.", Type.TXT)).containsExactly("node2.node.consul.\t0\tIN\tTXT\track=r1");
        put(
                "node5",
                "10.0.0.5",
                ServiceInstance.named("big").metadata("k", "x".repeat(254)).metadata("l", "ü\t"));
        assertThat(answers("big.service.consul.", Type.TXT))
                .containsExactly("big.service.consul.\t0\tIN\tTXT\tl=\\195\\188\\009");
    }

    @Test
    void members_have_addresses_while_they_live() {
        cluster.put("node2", Status.ALIVE, "eu", Address.parse("10.0.0.2", 7_700));
        cluster.put("node3", Status.DEAD, "eu", Address.parse("10.0.0.3", 7_700));
        assertThat(answers("Node2.node.consul.", Type.A)).containsExactly("Node2.node.consul.\t0\tIN\tA\t10.0.0.2");
        assertNoData("node2.node.consul.", Type.AAAA);
        assertNoData("node2.node.consul.", Type.SRV);
        assertNoData("node3.node.consul.", Type.A);
        assertNoName("node9.node.consul.");
    }

    @Test
    void an_address_of_a_member_has_a_name_and_other_addresses_are_refused() {
        cluster.put("node2", Status.ALIVE, "eu", Address.parse("10.0.0.2", 7_700));
        cluster.put("node6", Status.ALIVE, "eu", Address.parse("fd00::6", 7_700));
        assertThat(answers("2.0.0.10.in-addr.arpa.", Type.PTR))
                .containsExactly("2.0.0.10.in-addr.arpa.\t0\tIN\tPTR\tnode2.node.grapevine.internal.");
        assertNoData("2.0.0.10.in-addr.arpa.", Type.A);
        cluster.put("node7", Status.ALIVE, "eu", Address.parse("10.0.0.2", 7_701));
        cluster.put("node8", Status.DEAD, "eu", Address.parse("10.0.0.2", 7_702));
        assertThat(answers("2.0.0.10.in-addr.arpa.", Type.PTR)).hasSize(2);
        assertThat(answers("6" + ".0".repeat(27) + ".0.0.d.f.ip6.arpa.", Type.PTR))
                .hasSize(1);
        for (String other : List.of(
                "3.0.0.10.in-addr.arpa.",
                "0.0.10.in-addr.arpa.",
                "02.0.0.10.in-addr.arpa.",
                "256.0.0.10.in-addr.arpa.",
                "x.0.0.10.in-addr.arpa.",
                "ip6.arpa.",
                "example.org.",
                "internal.",
                ".")) {
            assertThat(ask(other, Type.PTR).rcode()).as(other).isEqualTo(Rcode.REFUSED);
        }
    }

    @Test
    void the_domain_has_an_authority_that_resolves() {
        assertThat(answers("grapevine.internal.", Type.SOA))
                .containsExactly("grapevine.internal.\t3\tIN\tSOA\tnode1.node.grapevine.internal."
                        + " hostmaster.grapevine.internal. 1 3600 600 86400 3");
        assertThat(answers("consul.", Type.NS)).containsExactly("consul.\t\t\t0\tIN\tNS\tnode1.node.consul.");
        assertThat(ask("consul.", Type.NS).additional())
                .extracting(Object::toString)
                .containsExactly("node1.node.consul.\t0\tIN\tA\t127.0.0.1");
        assertNoData("consul.", Type.A);
    }

    @Test
    void names_between_have_no_data_and_unknown_ones_do_not_exist() {
        for (String between : List.of("service.consul.", "node.consul.", "addr.consul.")) {
            assertNoData(between, Type.A);
        }
        for (String unknown : List.of(
                "web.service.consul.",
                "_._tcp.service.consul.",
                "_.service.consul.",
                "_web._tcp.service.consul.",
                "a\\.b.service.consul.",
                "\\000.service.consul.",
                "x".repeat(63) + ".service.consul.",
                "web.consul.",
                "services.consul.")) {
            assertNoName(unknown);
        }
    }

    @Test
    void a_member_whose_name_is_too_long_for_dns_has_addresses_only() {
        String name = "n".repeat(64);
        put(name, "10.0.0.2", ServiceInstance.named("web").port(80));
        assertThat(answers("web.service.consul.", Type.A)).hasSize(1);
        assertNoData("web.service.consul.", Type.SRV);
    }

    @Test
    void the_order_of_an_answer_is_drawn_each_time() {
        for (int i = 2; i < 12; i++) {
            put("n" + i, "10.0.0." + i, ServiceInstance.named("web").port(80));
        }
        assertThat(IntStream.range(0, 20)
                        .mapToObj(i ->
                                ask("web.service.consul.", Type.A).answers().toString())
                        .distinct())
                .hasSizeGreaterThan(10);
    }
}
