package dev.grapevine.test.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.test.Node;
import dev.grapevine.test.hosts.Isolated;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** dig reads every kind of record, and says how it came. */
@Isolated
@Needs("dig")
class DigTest {

    private static final String SOA =
            "grapevine.internal. 0 IN SOA n1.node.grapevine.internal. hostmaster.grapevine.internal. 1 3600 600 86400 0";
    private static final int MANY = 200;

    @RegisterExtension
    static final Desk DESK = new Desk();

    @BeforeAll
    static void services() {
        Node agent = DESK.agent("n1", "--service=old:7000?weight=2");
        Desk.register(
                agent,
                "web",
                "w1",
                "\"port\":8080,\"tags\":[\"v1\",\"Blue\"],\"weight\":5,\"metadata\":{\"team\":\"a\"}");
        Desk.register(agent, "web", "w2", "\"port\":8081,\"address\":\"10.1.2.3\",\"tags\":[\"v2\"]");
        Desk.register(agent, "six", "x", "\"port\":9000,\"address\":\"2001:db8::7\"");
        Desk.register(agent, "alias", "a", "\"port\":5432,\"address\":\"db.example.com\"");
        Desk.register(agent, "sick", "s", "\"port\":1,\"health\":\"critical\"");
        for (int i = 1; i <= MANY; i++) {
            Desk.register(agent, "big", "b" + i, "\"port\":" + (1_000 + i) + ",\"address\":\"10.9.0." + i + "\"");
        }
    }

    @Test
    void a_and_aaaa_have_the_addresses_of_all_instances() {
        Dig four = Dig.ask("web.service.grapevine.internal", "A");
        assertThat(four.status()).isEqualTo("NOERROR");
        assertThat(four.flags()).contains("qr", "aa", "rd").doesNotContain("ra", "tc");
        assertThat(four.answer())
                .containsExactlyInAnyOrder(
                        "web.service.grapevine.internal. 0 IN A 127.0.0.1",
                        "web.service.grapevine.internal. 0 IN A 10.1.2.3");
        assertThat(Dig.ask("six.service.grapevine.internal", "AAAA").answer())
                .containsExactly("six.service.grapevine.internal. 0 IN AAAA 2001:db8::7");
        assertThat(Dig.ask("n1.node.grapevine.internal", "A").answer())
                .containsExactly("n1.node.grapevine.internal. 0 IN A 127.0.0.1");
        assertThat(Dig.ask("v2.web.service.grapevine.internal").answer())
                .containsExactly("v2.web.service.grapevine.internal. 0 IN A 10.1.2.3");
        assertThat(Dig.ask("blue.web.service.grapevine.internal").answer())
                .containsExactly("blue.web.service.grapevine.internal. 0 IN A 127.0.0.1");
        assertThat(Dig.ask("alias.service.grapevine.internal").answer())
                .containsExactly("alias.service.grapevine.internal. 0 IN CNAME db.example.com.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web.service", "_web._tcp.service"})
    void srv_has_ports_weights_and_the_addresses_of_its_targets(String name) {
        Dig srv = Dig.ask(name + ".grapevine.internal", "SRV");
        assertThat(srv.answer())
                .containsExactlyInAnyOrder(
                        name + ".grapevine.internal. 0 IN SRV 1 5 8080 n1.node.grapevine.internal.",
                        name + ".grapevine.internal. 0 IN SRV 1 1 8081 0a010203.addr.grapevine.internal.");
        assertThat(srv.additional())
                .containsExactlyInAnyOrder(
                        "n1.node.grapevine.internal. 0 IN A 127.0.0.1",
                        "0a010203.addr.grapevine.internal. 0 IN A 10.1.2.3");
        assertThat(Dig.ask("_web._v2.service.grapevine.internal", "SRV").answer())
                .containsExactly(
                        "_web._v2.service.grapevine.internal. 0 IN SRV 1 1 8081 0a010203.addr.grapevine.internal.");
        assertThat(Dig.ask("old.service.grapevine.internal", "SRV").answer())
                .containsExactly("old.service.grapevine.internal. 0 IN SRV 1 2 7000 n1.node.grapevine.internal.");
    }

    @Test
    void txt_ptr_soa_and_ns() {
        assertThat(Dig.ask("web.service.grapevine.internal", "TXT").answer())
                .containsExactly("web.service.grapevine.internal. 0 IN TXT \"team=a\"");
        assertThat(Dig.ask("-x", "127.0.0.1").answer())
                .containsExactly("1.0.0.127.in-addr.arpa. 0 IN PTR n1.node.grapevine.internal.");
        assertThat(Dig.ask("grapevine.internal", "SOA").answer()).containsExactly(SOA);
        Dig ns = Dig.ask("grapevine.internal", "NS");
        assertThat(ns.answer()).containsExactly("grapevine.internal. 0 IN NS n1.node.grapevine.internal.");
        assertThat(ns.additional()).containsExactly("n1.node.grapevine.internal. 0 IN A 127.0.0.1");
    }

    @Test
    void negative_answers_have_the_soa_record() {
        Dig unknown = Dig.ask("nobody.service.grapevine.internal");
        assertThat(unknown.status()).isEqualTo("NXDOMAIN");
        assertThat(unknown.flags()).contains("aa");
        assertThat(unknown.answer()).isEmpty();
        assertThat(unknown.authority()).containsExactly(SOA);
        for (String type : List.of("A", "SRV", "MX")) {
            Dig nobodyReady = Dig.ask("sick.service.grapevine.internal", type);
            assertThat(nobodyReady.status()).isEqualTo("NOERROR");
            assertThat(nobodyReady.answer()).isEmpty();
            assertThat(nobodyReady.authority()).containsExactly(SOA);
        }
        Dig otherType = Dig.ask("six.service.grapevine.internal", "A");
        assertThat(otherType.status()).isEqualTo("NOERROR");
        assertThat(otherType.authority()).containsExactly(SOA);
    }

    @Test
    void what_is_not_ours_and_what_answers_too_much_is_refused() {
        for (String[] question : new String[][] {
            {"example.com", "A"},
            {"-x", "192.0.2.1"},
            {"web.service.grapevine.internal", "ANY"},
            {"web.service.grapevine.internal", "ANY", "+notcp"},
            {"version.bind", "TXT", "CH"},
            {"internal", "SOA"},
        }) {
            Dig refused = Dig.ask(question);
            assertThat(refused.status()).as(refused.text()).isEqualTo("REFUSED");
            assertThat(refused.answer()).isEmpty();
        }
        assertThat(Tool.run("dig", "@127.0.0.1", "-p", "8600", "grapevine.internal", "AXFR")
                        .text())
                .contains("; Transfer failed.");
    }

    @Test
    void a_truncated_response_is_followed_by_all_answers_over_tcp() {
        String name = "big.service.grapevine.internal";
        List<String> all = IntStream.rangeClosed(1, MANY)
                .mapToObj(i ->
                        String.format("%s. 0 IN SRV 1 1 %d 0a0900%02x.addr.grapevine.internal.", name, 1_000 + i, i))
                .toList();
        Dig udp = Dig.ask("+ignore", "+bufsize=1232", name, "SRV");
        assertThat(udp.flags()).contains("tc");
        assertThat(udp.answer()).isNotEmpty().hasSizeLessThan(MANY);
        assertThat(all).containsAll(udp.answer());
        Dig followed = Dig.ask("+bufsize=1232", name, "SRV");
        assertThat(followed.text()).contains(";; Truncated, retrying in TCP mode.");
        assertThat(followed.transport()).isEqualTo("TCP");
        assertThat(followed.flags()).doesNotContain("tc");
        assertThat(followed.answer()).containsExactlyInAnyOrderElementsOf(all);
        assertThat(followed.additional()).hasSize(MANY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 512, 1_232, 4_096, 8_192, 16_384})
    void a_response_by_udp_is_as_long_as_the_client_takes(int size) {
        List<String> question = List.of("+ignore", "big.service.grapevine.internal", "A");
        Dig response = size == 0
                ? Dig.ask("+noedns", question.get(0), question.get(1), question.get(2))
                : Dig.ask("+bufsize=" + size, question.get(0), question.get(1), question.get(2));
        assertThat(response.transport()).isEqualTo("UDP");
        // An A record takes 16 bytes, and the header, the question and the OPT record about 60.
        assertThat(response.bytes()).isLessThanOrEqualTo(size == 0 ? 512 : Math.min(size, 8_192));
        int fitting = Math.min(MANY, ((size == 0 ? 512 : size) - 70) / 16);
        assertThat(response.answer()).hasSizeGreaterThanOrEqualTo(fitting);
        assertThat(response.flags().contains("tc")).isEqualTo(response.answer().size() < MANY);
    }

    @Test
    void the_case_of_the_question_is_kept() {
        Dig response = Dig.ask("wEb.SerVice.GRAPEVINE.internaL", "TXT");
        assertThat(response.question()).containsExactly("wEb.SerVice.GRAPEVINE.internaL. IN TXT");
        assertThat(response.answer()).containsExactly("wEb.SerVice.GRAPEVINE.internaL. 0 IN TXT \"team=a\"");
    }

    @Test
    void wrong_queries_are_told_what_is_wrong() {
        assertThat(Dig.ask("+header-only").status()).isEqualTo("FORMERR");
        assertThat(Dig.ask("+opcode=NOTIFY", "grapevine.internal", "SOA").status())
                .isEqualTo("NOTIMP");
        assertThat(Dig.ask("+edns=7", "+noednsnegotiation", "grapevine.internal", "SOA")
                        .status())
                .isEqualTo("BADVERS");
    }

    @Test
    void queries_share_a_tcp_connection() {
        String text = Tool.output(
                "dig",
                "@127.0.0.1",
                "-p",
                "8600",
                "+tcp",
                "+keepopen",
                "+short",
                "n1.node.grapevine.internal",
                "A",
                "n1.node.grapevine.internal",
                "A",
                "-x",
                "127.0.0.1");
        assertThat(text.lines()).containsExactly("127.0.0.1", "127.0.0.1", "n1.node.grapevine.internal.");
    }
}
