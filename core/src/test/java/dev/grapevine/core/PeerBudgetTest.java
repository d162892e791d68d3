package dev.grapevine.core;

import static dev.grapevine.core.PeerBench.pingFor;
import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.IdentityHash;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an address gets that has not answered a ping: no more than it sent, and little that it did not ask for. */
class PeerBudgetTest {

    private static final int STRANGER = 99;

    private final PeerBench bench =
            new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.WITNESS_QUIET, Duration.ofSeconds(60)));

    private int packetsTo(int i) {
        return bench.port.to(address(i)).size();
    }

    private int bytesTo(int i) {
        return bench.port.to(address(i)).stream().mapToInt(Codec::size).sum();
    }

    private long dropped(DropReason reason) {
        return bench.peer.stats().dropped().getOrDefault(reason, 0L);
    }

    private static List<Message> times(int count, Message message) {
        return Collections.nCopies(count, message);
    }

    private static List<Message> concat(Message first, List<Message> more) {
        List<Message> all = new ArrayList<>(List.of(first));
        all.addAll(more);
        return all;
    }

    private static Message.SyncBuckets buckets() {
        int[] hashes = new int[View.BUCKETS];
        hashes[7] = 1;
        return new Message.SyncBuckets(3, hashes);
    }

    private static Message.SyncRequest request(int members) {
        List<Message.Wanted> wanted = new ArrayList<>();
        for (int i = 1; i <= members; i++) {
            wanted.add(new Message.Wanted("m" + i, 0, 0));
        }
        return new Message.SyncRequest(4, wanted);
    }

    static List<List<Message>> datagrams() {
        Message.Verdict ofSelf = new Message.Verdict("m1", 1_000, 0, Status.SUSPECT, Evidence.SILENT, List.of("m2"), 0);
        return List.of(
                times(70, pingFor("m1", 1_000, 5, 0)),
                times(70, pingFor("m9", 1, 5, 0)),
                times(60, request(1)),
                concat(buckets(), times(15, request(1))),
                List.of(request(50)),
                times(50, new Message.PingRequest(1, 2, address(77), 400)),
                times(50, new Message.Examine(1, "m3", 1)),
                times(50, ofSelf),
                concat(pingFor("m1", 1_000, 5, 0), times(40, ofSelf)),
                times(20, new Message.Discover(member(STRANGER), false)),
                times(20, new Message.SyncTooLarge(3)),
                times(20, new Message.Ack(3, true, 0)));
    }

    /** With 55 rumors waiting, 70 pings in a datagram had 70 answers of a kilobyte. */
    @ParameterizedTest
    @MethodSource("datagrams")
    void a_stranger_gets_no_more_packets_and_bytes_than_it_sent_and_third_parties_do_not_either(
            List<Message> datagram) {
        bench.know(5).pass(3_000);
        for (int i = 6; i <= 60; i++) {
            bench.hear(i, new Message.Alive(member(i)));
        }
        bench.forget();
        for (int i = 1; i <= 10; i++) {
            bench.peer.receive(datagram, address(STRANGER), bench.now());
            assertThat(packetsTo(STRANGER)).isLessThanOrEqualTo(i);
            assertThat(bytesTo(STRANGER)).isLessThanOrEqualTo(i * Codec.size(datagram));
            bench.pass(50);
        }
        bench.pass(5_000);
        assertThat(packetsTo(STRANGER)).isLessThanOrEqualTo(10);
        assertThat(bytesTo(STRANGER)).isLessThanOrEqualTo(10 * Codec.size(datagram));
        assertThat(packetsTo(77)).isLessThanOrEqualTo(10);
    }

    @Test
    void what_comes_after_the_first_question_or_answer_of_a_datagram_is_counted() {
        bench.know(3).forget();
        bench.peer.receive(times(70, pingFor("m1", 1_000, 5, 0)), address(STRANGER), bench.now());
        assertThat(packetsTo(STRANGER)).isEqualTo(1);
        assertThat(dropped(DropReason.UNEXPECTED)).isEqualTo(69);
    }

    @Test
    void news_of_any_number_may_stand_before_the_question() {
        bench.know(3).forget();
        bench.hear(
                STRANGER,
                new Message.Alive(member(7)),
                new Message.Alive(member(8)),
                pingFor("m1", 1_000, 5, 0),
                new Message.Alive(member(9)));
        assertThat(bench.port.to(address(STRANGER)).get(0)).first().isInstanceOf(Message.Ack.class);
        assertThat(bench.peer.questions().member("m9")).isNotNull();
    }

    /** Member 2 answers the first ping that it gets. */
    private void prove() {
        while (bench.port.sent(Message.Ping.class).isEmpty()) {
            bench.pass(1);
        }
        bench.answerPings().forget();
    }

    @Test
    void an_address_that_answered_a_ping_is_told_all_the_news_and_has_its_rebuttal_besides() {
        bench.know(2);
        prove();
        for (int i = 6; i <= 60; i++) {
            bench.hear(i, new Message.Alive(member(i)));
        }
        bench.forget();
        Message.Verdict ofSelf = new Message.Verdict("m1", 1_000, 0, Status.SUSPECT, Evidence.SILENT, List.of("m2"), 0);
        List<Message> datagram = concat(pingFor("m1", 1_000, 5, 0), times(2, ofSelf));
        bench.peer.receive(datagram, address(2), bench.now());
        List<List<Message>> answers = bench.port.to(address(2));
        assertThat(answers.get(0)).first().isInstanceOf(Message.Ack.class);
        assertThat(Codec.size(answers.get(0))).isGreaterThan(5 * Codec.size(datagram));
        assertThat(answers)
                .filteredOn(answer -> answer.size() == 1 && answer.get(0) instanceof Message.Alive)
                .hasSize(1);
    }

    /** Names cost an attacker nothing, so they are counted together. */
    @Test
    void thirty_members_that_are_said_to_be_at_one_silent_address_bring_few_packets_there() {
        bench.know(4).pass(100);
        List<Message> forged = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            forged.add(new Message.Alive(member("fake" + i, 500)));
        }
        bench.peer.receive(forged, address(STRANGER), bench.now());
        for (int second = 0; second < 40; second++) {
            bench.pass(1_000);
        }
        Address victim = address(500);
        long streams = bench.port.channels.values().stream()
                .filter(channel -> channel.to.equals(victim))
                .count();
        assertThat(packetsTo(500) + streams).isBetween(16L, 16L + 40);
        assertThat(bytesTo(500)).isLessThanOrEqualTo(16_384 + 40 * 512);
        assertThat(dropped(DropReason.LIMIT)).isPositive();
    }

    @Test
    void a_member_that_is_sent_much_news_is_pinged_soon_and_has_no_bound_from_its_answer_on() {
        bench.know(2).pass(3_000).forget();
        long begin = bench.millis();
        while (bench.port.to(address(2)).stream().noneMatch(messages -> messages.get(0) instanceof Message.Ping)) {
            moveOnce();
        }
        assertThat(bench.millis() - begin).isLessThan(1_000);
        assertThat(packetsTo(2)).isLessThan(16);
        bench.answerPings().forget();
        for (int i = 0; i < 100; i++) {
            moveOnce();
        }
        assertThat(packetsTo(2)).isGreaterThan(100);
    }

    /** There is news of this member: it is at another address. */
    private void moveOnce() {
        int own = bench.peer.self().addresses().contains(address(1)) ? 1_001 : 1;
        bench.peer.commands().readdress(List.of(address(own)), bench.now());
        bench.pass(45);
    }

    @Test
    void a_ping_that_asks_for_another_ping_to_a_third_party_costs_its_sender() {
        bench.know(3).forget();
        bench.hear(2, new Message.PingRequest(1, IdentityHash.generation("m3", 1), address(3), 400));
        assertThat(bench.port.to(address(3)))
                .singleElement()
                .satisfies(packet -> assertThat(packet).hasSize(1));
    }
}
