package dev.grapevine.agent.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.model.Address;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Responses to the same question, time and again. */
class DnsResponderTest {

    private static final String WEB = "web.service.grapevine.internal.";
    private static final int UDP = 8_192;
    private static final int TCP = 0;

    private final FakeCluster cluster = new FakeCluster();
    private final DnsResponder responder = new DnsResponder(
            new DnsCatalogue(
                    cluster,
                    new DnsSettings(
                            List.of(Name.fromConstantString("grapevine.internal.")),
                            Duration.ZERO,
                            Map.of(),
                            Duration.ZERO,
                            false),
                    new Random(1)),
            new SplittableRandom(1));

    private void webs(int count) {
        for (int i = 0; i < count; i++) {
            String member = "member-" + i;
            cluster.put(member, Status.ALIVE, "eu", Address.parse("10.0." + i / 250 + "." + (i % 250 + 1), 7_700));
            cluster.putInstance(
                    member, ServiceInstance.named("web").port(8_000 + i).build());
        }
    }

    private static Message query(String name, int type) {
        return Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
    }

    private static Message edns(Message query, int size) {
        query.addRecord(new OPTRecord(size, 0, 0), Section.ADDITIONAL);
        return query;
    }

    private Message ask(Message query, int udpSize) throws IOException {
        byte[] response = Objects.requireNonNull(responder.respond(query.toWire(), udpSize));
        Message message = new Message(response);
        assertThat(message.getHeader().getID()).isEqualTo(query.getHeader().getID());
        assertThat(message.getQuestion()).isEqualTo(query.getQuestion());
        return message;
    }

    private static List<String> texts(Message message, int section) {
        return message.getSection(section).stream()
                .filter(record -> record.getType() != Type.OPT)
                .map(Object::toString)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 50, 600})
    void the_same_question_gets_the_same_answers_in_an_order_that_is_drawn(int count) throws IOException {
        webs(count);
        Message first = ask(edns(query(WEB, Type.SRV), UDP), TCP);
        assertThat(first.getSection(Section.ANSWER)).hasSize(count);
        assertThat(texts(first, Section.ADDITIONAL))
                .hasSize(count)
                .contains("member-1.node.grapevine.internal.\t0\tIN\tA\t10.0.0.2");
        Set<List<String>> orders = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Message again = ask(edns(query(WEB, Type.SRV), UDP), TCP);
            assertThat(texts(again, Section.ANSWER)).containsExactlyInAnyOrderElementsOf(texts(first, Section.ANSWER));
            assertThat(texts(again, Section.ADDITIONAL))
                    .containsExactlyInAnyOrderElementsOf(texts(first, Section.ADDITIONAL));
            assertThat(again.getOPT()).isEqualTo(first.getOPT());
            assertThat(again.getHeader().getFlag(Flags.AA)).isTrue();
            orders.add(texts(again, Section.ANSWER));
        }
        assertThat(orders).hasSizeGreaterThanOrEqualTo(count == 3 ? 6 : 100);
    }

    @Test
    void each_instance_comes_first_about_equally_often() throws IOException {
        webs(4);
        int[] first = new int[4];
        for (int i = 0; i < 4_000; i++) {
            String text = texts(ask(query(WEB, Type.A), UDP), Section.ANSWER).get(0);
            first[text.charAt(text.length() - 1) - '1']++;
        }
        assertThat(first).satisfies(counts -> {
            for (int count : counts) {
                assertThat(count).isBetween(850, 1_150);
            }
        });
    }

    @Test
    void a_change_is_in_the_next_response() throws IOException {
        webs(3);
        for (int count = 3; count < 6; count++) {
            webs(count);
            assertThat(texts(ask(query(WEB, Type.A), UDP), Section.ANSWER)).hasSize(count);
            assertThat(texts(ask(query(WEB, Type.A), UDP), Section.ANSWER)).hasSize(count);
        }
        for (int i = 0; i < 6; i++) {
            cluster.putInstance(
                    "member-" + i,
                    ServiceInstance.named("web").port(1).health(Health.CRITICAL).build());
        }
        assertThat(texts(ask(query(WEB, Type.A), UDP), Section.ANSWER)).isEmpty();
    }

    @Test
    void each_query_gets_its_own_spelling_flags_and_length() throws IOException {
        webs(50);
        for (int round = 0; round < 2; round++) {
            for (String name : List.of(WEB, "WEB.service.grapevine.internal.", "wEb.Service.GRAPEVINE.internaL.")) {
                Message response = ask(query(name, Type.A), UDP);
                assertThat(response.getQuestion().getName()).hasToString(name);
                assertThat(texts(response, Section.ANSWER))
                        .allSatisfy(text -> assertThat(text).startsWith(name + "\t"));
                assertThat(response.getOPT()).isNull();
                assertThat(response.getHeader().getFlag(Flags.TC)).isTrue();
            }
            for (int size : new int[] {600, 700, 4_096}) {
                byte[] response = Objects.requireNonNull(responder.respond(
                        edns(query(WEB, Type.SRV), size).toWire(), UDP));
                assertThat(response)
                        .hasSizeLessThanOrEqualTo(size)
                        .hasSizeGreaterThan(size == 4_096 ? 3_000 : size - 60);
                assertThat(new Message(response).getHeader().getFlag(Flags.TC)).isEqualTo(size < 4_096);
            }
            Message plain = query(WEB, Type.A);
            plain.getHeader().unsetFlag(Flags.RD);
            assertThat(ask(plain, UDP).getHeader().getFlag(Flags.RD)).isFalse();
            assertThat(ask(query(WEB, Type.A), UDP).getHeader().getFlag(Flags.RD))
                    .isTrue();
            assertThat(ask(query(WEB, Type.A), TCP).getHeader().getFlag(Flags.TC))
                    .isFalse();
        }
    }

    @Test
    void instances_of_one_member_share_its_addresses() throws IOException {
        webs(2);
        cluster.putInstance(
                "member-0", ServiceInstance.named("web").port(9).id("other").build());
        for (int i = 0; i < 20; i++) {
            Message response = ask(query(WEB, Type.SRV), UDP);
            assertThat(texts(response, Section.ANSWER)).hasSize(3);
            assertThat(texts(response, Section.ADDITIONAL))
                    .containsExactlyInAnyOrder(
                            "member-0.node.grapevine.internal.\t0\tIN\tA\t10.0.0.1",
                            "member-1.node.grapevine.internal.\t0\tIN\tA\t10.0.0.2");
        }
    }

    @Test
    void kept_packets_take_a_bounded_amount_of_memory() {
        KeptPackets kept = new KeptPackets();
        webs(600);
        DnsAnswer answer = new DnsCatalogue(
                        cluster,
                        new DnsSettings(
                                List.of(Name.fromConstantString("grapevine.internal.")),
                                Duration.ZERO,
                                Map.of(),
                                Duration.ZERO,
                                false),
                        new Random(1))
                .answer(Name.fromConstantString(WEB), Type.SRV);
        DnsAnswer.Source source = Objects.requireNonNull(answer.source());
        int most = 0;
        DnsPacket packet = new DnsPacket(0, query(WEB, Type.SRV).getQuestion(), answer, null);
        for (int i = 0; i < 500; i++) {
            DnsQuery key = key("s" + i + "." + WEB);
            kept.put(key, new KeptPackets.Kept(source, packet));
            assertThat(kept.get(key)).isNotNull();
            most = Math.max(most, kept.size());
        }
        assertThat(most).isBetween(KeptPackets.MAX_SIZE / 2, KeptPackets.MAX_SIZE);
        DnsQuery last = key("s499." + WEB);
        kept.remove(last);
        kept.remove(last);
        assertThat(kept.get(last)).isNull();
        int before = kept.size();
        kept.put(last, new KeptPackets.Kept(source, packet));
        kept.put(last, new KeptPackets.Kept(source, packet));
        assertThat(kept.size()).isEqualTo(before + last.size() + packet.size());
    }

    private static DnsQuery key(String name) {
        return Objects.requireNonNull(DnsQuery.of(query(name, Type.SRV).toWire(), UDP));
    }

    private static Message flagged(Message query, int... flags) {
        for (int flag : flags) {
            query.getHeader().setFlag(flag);
        }
        return query;
    }

    @Test
    void queries_that_one_packet_answers_are_equal_and_each_gets_what_it_takes() throws IOException {
        webs(60);
        DnsQuery first = Objects.requireNonNull(DnsQuery.of(
                edns(query(WEB, Type.SRV), 512).toWire(), UDP));
        Set<Boolean> truncated = new HashSet<>();
        for (int size = 513; size < 9_000; size += 97) {
            Message other = flagged(edns(query(WEB, Type.SRV), size), Flags.AD, Flags.CD);
            assertThat(DnsQuery.of(other.toWire(), UDP)).isEqualTo(first);
            byte[] response = Objects.requireNonNull(responder.respond(other.toWire(), UDP));
            assertThat(response.length).isLessThanOrEqualTo(Math.min(size, UDP));
            Message message = new Message(response);
            assertThat(message.getHeader().getFlag(Flags.TC))
                    .isEqualTo(message.getSection(Section.ANSWER).size() < 60);
            truncated.add(message.getHeader().getFlag(Flags.TC));
        }
        assertThat(truncated).containsExactlyInAnyOrder(true, false);
        assertThat(DnsQuery.of(
                        flagged(edns(query(WEB, Type.SRV), 512), Flags.RD).toWire(), UDP))
                .isEqualTo(first);
        Message unwanted = edns(query(WEB, Type.SRV), 512);
        unwanted.getHeader().unsetFlag(Flags.RD);
        assertThat(DnsQuery.of(unwanted.toWire(), UDP)).isNotEqualTo(first);
        assertThat(DnsQuery.of(query(WEB, Type.SRV).toWire(), UDP)).isNotEqualTo(first);
        assertThat(DnsQuery.of(edns(query(WEB, Type.A), 512).toWire(), UDP)).isNotEqualTo(first);
    }
}
