package dev.grapevine.core;

import static dev.grapevine.core.PeerBench.pingFor;
import static dev.grapevine.core.view.Samples.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.RecordingPort.Datagram;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerLeaveTest {

    private final PeerBench bench = new PeerBench();

    private List<Datagram> pings() {
        return bench.port.sent.stream()
                .filter(datagram -> datagram.messages().get(0) instanceof Message.Ping)
                .toList();
    }

    private void ack(Datagram ping) {
        bench.hear(ping.to(), new Message.Ack(((Message.Ping) ping.messages().get(0)).number(), true, 0));
    }

    @Test
    void alone_it_stops_at_once() {
        bench.peer.leave(bench.now());
        assertThat(bench.peer.stopped()).isTrue();
        assertThat(bench.port.events).contains(new PeerEvent.Stopped());
    }

    /** A clock that jumps by a day looks like a suspend of a day, after which the view is dropped. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void one_whose_clock_jumped_by_a_day_tells_the_members_that_it_dropped(boolean jumpSeenFirst) {
        bench.know(6).pass(1_500).answerPings().forget();
        long wallMillis = bench.now() / PeerBench.MILLI + 86_400_000;
        if (jumpSeenFirst) {
            bench.peer.tick(bench.now(), wallMillis);
            assertThat(bench.peer.stats().alive()).isEqualTo(1);
        }
        bench.forget();
        bench.peer.leave(bench.now());
        if (!jumpSeenFirst) {
            bench.forget();
        }
        for (int i = 0; i < 10; i++) {
            bench.peer.tick(bench.sleep(100).now(), wallMillis + 100L * i);
        }
        assertThat(bench.peer.stopped()).isTrue();
        for (int i = 2; i <= 6; i++) {
            assertThat(bench.port.to(address(i)).stream().flatMap(List::stream))
                    .filteredOn(message -> message instanceof Message.Verdict verdict
                            && verdict.name().equals("m1")
                            && verdict.status() == Status.LEFT)
                    .hasSize(3);
        }
    }

    @Test
    void it_says_so_and_stops_when_three_have_heard() {
        bench.know(6).pass(1_100).forget();
        bench.peer.leave(bench.now());
        assertThat(bench.port.sent(Message.Verdict.class))
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(verdict -> {
                    assertThat(verdict.name()).isEqualTo("m1");
                    assertThat(verdict.status()).isEqualTo(Status.LEFT);
                });
        List<Datagram> asked = pings();
        assertThat(asked).hasSize(4);
        ack(asked.get(0));
        ack(asked.get(1));
        assertThat(bench.peer.stopped()).isFalse();
        ack(asked.get(2));
        assertThat(bench.peer.stopped()).isTrue();
        assertThat(bench.port.events(PeerEvent.Stopped.class)).hasSize(1);
    }

    @Test
    void where_there_is_one_other_its_word_is_enough() {
        bench.know(2).pass(500).forget();
        bench.peer.leave(bench.now());
        ack(pings().get(0));
        assertThat(bench.peer.stopped()).isTrue();
    }

    @Test
    void without_an_answer_it_asks_again_and_stops_after_a_second() {
        bench.know(6).pass(1_500).answerPings().forget();
        bench.peer.leave(bench.now());
        bench.pass(999);
        assertThat(bench.peer.stopped()).isFalse();
        assertThat(pings()).hasSizeGreaterThanOrEqualTo(40);
        bench.pass(1);
        assertThat(bench.peer.stopped()).isTrue();
    }

    @Test
    void every_ping_whose_answer_counts_carries_the_news() {
        bench.know(6).pass(500).forget();
        bench.peer.leave(bench.now());
        bench.pass(999);
        assertThat(pings())
                .allSatisfy(
                        ping -> assertThat(ping.carries(Message.Verdict.class)).isTrue());
    }

    @Test
    void one_that_answers_twice_counts_once() {
        bench.know(6).pass(1_100).forget();
        bench.peer.leave(bench.now());
        Datagram first = pings().get(0);
        bench.pass(950);
        pings().stream().filter(ping -> ping.to().equals(first.to())).forEach(this::ack);
        assertThat(bench.peer.stopped()).isFalse();
    }

    @Test
    void it_says_on_its_tethers_that_it_leaves() {
        bench.know(3).pass(1_200);
        long tether = bench.channelTo(2, Message.Purpose.TETHER);
        bench.peer.channelOpened(tether, bench.now());
        bench.peer.leave(bench.now());
        assertThat(bench.port.channel(tether).written).contains(new Message.Leaving());
    }

    @Test
    void who_has_left_is_not_talked_back_to_life() {
        bench.know(6).pass(500);
        bench.peer.leave(bench.now());
        bench.hear(2, new Message.Verdict("m1", 1_000, 0, Status.DEAD, Evidence.SILENT, List.of(), 0));
        assertThat(bench.peer.self().status()).isEqualTo(Status.LEFT);
    }

    @Test
    void after_that_nothing_is_sent_whatever_comes() {
        bench.peer.leave(bench.now());
        bench.forget();
        bench.hear(9, pingFor("m1", 1_000, 5, 0)).know(3).pass(60_000);
        bench.peer.leave(bench.now());
        assertThat(bench.port.sent).isEmpty();
        assertThat(bench.port.events).isEmpty();
        assertThat(bench.port.to(address(9))).isEmpty();
    }
}
