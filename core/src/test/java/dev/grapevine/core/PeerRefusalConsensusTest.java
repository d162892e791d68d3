package dev.grapevine.core;

import static dev.grapevine.core.PeerBench.verdict;
import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.in;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.env.RecordingPort.Datagram;
import dev.grapevine.core.failure.Reachability;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Finding;
import dev.grapevine.core.wire.Message.Purpose;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Member 3 holds a tether here, has answered here, and then something happens to it. */
class PeerRefusalConsensusTest {

    private static final Settings SETTINGS = Settings.of(Profile.LAN).with(ProtocolSetting.PROOF, 0);

    private PeerBench bench = new PeerBench(SETTINGS);
    private long tether;

    private void begin(int members) {
        bench.know(members).pass(100);
        holdTether(true);
    }

    /** Member 3 is in the east, and all others, this one included, are in the west. */
    private void beginInTwoZones() {
        beginInTwoZones(true);
    }

    private void beginInTwoZones(boolean answers) {
        bench = new PeerBench(new PeerConfig(
                "m1", 1_000, "test", List.of(address(1)), "west", List.of(), List.of(), false, 1, SETTINGS));
        for (int i = 2; i <= 9; i++) {
            bench.hear(i, new Message.Alive(in(i == 3 ? "east" : "west", member(i))));
        }
        bench.pass(100);
        holdTether(answers);
    }

    private void holdTether(boolean answers) {
        tether = bench.accept(3, new Message.Hello(1, 1, "test", "m3", 1, Purpose.TETHER));
        Message.Ping ping = (Message.Ping) bench.port.to(address(3)).stream()
                .flatMap(List::stream)
                .filter(Message.Ping.class::isInstance)
                .findFirst()
                .orElseThrow();
        if (answers) {
            bench.hear(3, new Message.Ack(ping.number(), true, 0));
            Message.TetherCheck check =
                    bench.port.sent(Message.TetherCheck.class).get(0);
            bench.write(tether, new Message.TetherProof(check.nonce()));
        }
        bench.forget();
    }

    /** The open channels to member 3 other than tethers: the datagram socket first. */
    private List<Long> examination() {
        List<Long> found = new ArrayList<>();
        for (Map.Entry<Long, RecordingPort.Channel> entry : bench.port.channels.entrySet()) {
            RecordingPort.Channel channel = entry.getValue();
            boolean pings = channel.written.stream().anyMatch(Message.Ping.class::isInstance);
            if (channel.to.equals(address(3)) && !channel.closed && pings) {
                found.add(entry.getKey());
            }
        }
        return found;
    }

    private void refuseBoth() {
        List<Long> channels = examination();
        assertThat(channels).hasSize(2);
        channels.forEach(channel -> {
            bench.close(channel, CloseCause.REFUSED);
            bench.port.channel(channel).closed = true;
        });
    }

    private List<Datagram> questions() {
        return bench.port.sent.stream()
                .filter(datagram -> datagram.carries(Message.Examine.class))
                .toList();
    }

    private void answer(Datagram question, Finding finding) {
        int number = ((Message.Examine) question.messages().get(0)).number();
        bench.hear(question.to(), new Message.Examined(number, finding));
    }

    private Status status() {
        return bench.member(3).status();
    }

    @Test
    void a_tether_that_closes_without_a_word_is_looked_into_on_fresh_sockets() {
        begin(9);
        bench.close(tether, CloseCause.RESET);
        List<Long> channels = examination();
        assertThat(channels).hasSize(2);
        assertThat(bench.port.channel(channels.get(0)).datagram).isTrue();
        assertThat(bench.port.channel(channels.get(1)).written)
                .hasSize(2)
                .startsWith(new Message.Hello(1, 1, "test", "m1", 1_000, Purpose.PROBE));
        assertThat(status()).isEqualTo(Status.ALIVE);
    }

    @ParameterizedTest
    @EnumSource(
            value = CloseCause.class,
            names = {"LOCAL", "TIMEOUT", "GARBLED"})
    void a_fault_of_this_host_or_of_the_talk_is_no_sign(CloseCause cause) {
        begin(9);
        bench.close(tether, cause);
        assertThat(examination()).isEmpty();
    }

    @Test
    void a_tether_that_was_let_go_on_purpose_is_no_sign() {
        begin(9);
        bench.write(tether, new Message.Loose());
        bench.close(tether, CloseCause.END);
        assertThat(examination()).isEmpty();
    }

    @Test
    void refused_here_its_witnesses_and_two_helpers_are_asked_and_one_more_refusal_kills_at_the_last_answer() {
        begin(9);
        bench.close(tether, CloseCause.END);
        refuseBoth();
        List<Datagram> asked = questions();
        assertThat(asked)
                .hasSizeBetween(4, 5)
                .extracting(Datagram::to)
                .doesNotHaveDuplicates()
                .doesNotContain(address(3));
        assertThat(status()).isEqualTo(Status.ALIVE);

        answer(asked.get(0), Finding.REFUSES);
        assertThat(status()).isEqualTo(Status.ALIVE);
        asked.subList(1, asked.size()).forEach(question -> answer(question, Finding.UNKNOWN));
        assertThat(status()).isEqualTo(Status.DEAD);
        assertThat(bench.port.events(PeerEvent.Failed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.evidence()).isEqualTo(Evidence.REFUSED);
            assertThat(failed.accusers()).hasSize(2).startsWith("m1");
        });
    }

    @Test
    void where_not_all_answer_the_verdict_waits_for_100_ms() {
        begin(9);
        bench.close(tether, CloseCause.END);
        refuseBoth();
        answer(questions().get(0), Finding.REFUSES);
        bench.pass(99);
        assertThat(status()).isEqualTo(Status.ALIVE);
        bench.pass(1);
        assertThat(status()).isEqualTo(Status.DEAD);
    }

    @Test
    void anybody_for_whom_it_lives_vetoes() {
        begin(9);
        bench.close(tether, CloseCause.END);
        refuseBoth();
        List<Datagram> asked = questions();
        answer(asked.get(0), Finding.REFUSES);
        answer(asked.get(1), Finding.LIVES);
        asked.subList(2, asked.size()).forEach(question -> answer(question, Finding.REFUSES));
        bench.pass(500);
        assertThat(status()).isEqualTo(Status.ALIVE);
    }

    @Test
    void an_answer_of_a_member_that_was_not_asked_is_dropped() {
        begin(9);
        bench.close(tether, CloseCause.END);
        refuseBoth();
        Datagram asked = questions().get(0);
        List<Integer> others = notAsked();
        assertThat(others).hasSizeBetween(2, 3);
        int number = ((Message.Examine) asked.messages().get(0)).number();
        others.forEach(i -> bench.hear(i, new Message.Examined(number, Finding.LIVES)));
        answer(asked, Finding.REFUSES);
        bench.pass(100);
        assertThat(status()).isEqualTo(Status.DEAD);
    }

    @Test
    void a_refusal_found_by_a_member_that_was_not_asked_is_dropped() {
        begin(9);
        bench.close(tether, CloseCause.END);
        refuseBoth();
        int number = ((Message.Examine) questions().get(0).messages().get(0)).number();
        notAsked().forEach(i -> bench.hear(i, new Message.Examined(number, Finding.REFUSES)));
        bench.pass(100);
        assertThat(status()).isEqualTo(Status.SUSPECT);
    }

    @Test
    void a_member_that_was_asked_answers_once() {
        begin(9);
        bench.close(tether, CloseCause.END);
        refuseBoth();
        List<Datagram> asked = questions();
        asked.forEach(question -> answer(asked.get(0), Finding.SILENT));
        assertThat(status()).as("the others may still answer").isEqualTo(Status.ALIVE);
        answer(asked.get(0), Finding.LIVES);
        answer(asked.get(1), Finding.REFUSES);
        bench.pass(100);
        assertThat(status()).isEqualTo(Status.DEAD);
    }

    private List<Integer> notAsked() {
        List<Integer> others = new ArrayList<>(List.of(2, 4, 5, 6, 7, 8, 9));
        others.removeIf(
                i -> questions().stream().anyMatch(question -> question.to().equals(address(i))));
        return others;
    }

    @Test
    void refused_by_nobody_else_it_is_accused_and_has_its_two_seconds() {
        begin(9);
        bench.close(tether, CloseCause.END);
        refuseBoth();
        questions().forEach(question -> answer(question, Finding.SILENT));
        assertThat(status()).isEqualTo(Status.SUSPECT);
        assertThat(bench.port.events(PeerEvent.Suspected.class))
                .extracting(PeerEvent.Suspected::evidence)
                .containsExactly(Evidence.REFUSED);
        bench.pass(1_999);
        assertThat(status()).isEqualTo(Status.SUSPECT);
        bench.pass(1);
        assertThat(status()).isEqualTo(Status.DEAD);
    }

    @Test
    void a_second_member_that_is_refused_makes_it_a_verdict_after_100_ms() {
        begin(9);
        bench.close(tether, CloseCause.END);
        refuseBoth();
        questions().forEach(question -> answer(question, Finding.UNKNOWN));
        bench.pass(500).hear(7, verdict(3, Status.SUSPECT, Evidence.REFUSED, "m7"));
        bench.pass(99);
        assertThat(status()).isEqualTo(Status.SUSPECT);
        bench.pass(1);
        assertThat(status()).isEqualTo(Status.DEAD);
    }

    @Test
    void a_second_member_that_hears_nothing_is_no_second_refusal() {
        begin(9);
        bench.close(tether, CloseCause.END);
        refuseBoth();
        questions().forEach(question -> answer(question, Finding.UNKNOWN));
        bench.pass(500).hear(7, verdict(3, Status.SUSPECT, Evidence.SILENT, "m7"));
        bench.pass(1_499);
        assertThat(status()).isEqualTo(Status.SUSPECT);
        bench.pass(1);
        assertThat(status()).isEqualTo(Status.DEAD);
    }

    @Test
    void silent_here_it_is_accused_after_100_ms() {
        begin(9);
        bench.close(tether, CloseCause.END);
        bench.pass(99);
        assertThat(status()).isEqualTo(Status.ALIVE);
        bench.pass(1);
        assertThat(status()).isEqualTo(Status.SUSPECT);
        assertThat(questions()).isEmpty();
    }

    @Test
    void an_answer_on_the_fresh_socket_is_life() {
        begin(9);
        bench.close(tether, CloseCause.END);
        List<Long> channels = examination();
        Message.Ping ping =
                (Message.Ping) bench.port.channel(channels.get(0)).written.get(0);
        bench.write(channels.get(0), new Message.Ack(ping.number(), true, 0));
        bench.pass(200);
        assertThat(status()).isEqualTo(Status.ALIVE);
        assertThat(examination()).isEmpty();
    }

    @Test
    void in_a_cluster_of_two_the_only_accuser_looks_twice_250_ms_apart() {
        bench.know(2).pass(100);
        long own = bench.accept(2, new Message.Hello(1, 1, "test", "m2", 1, Purpose.TETHER));
        Message.Ping ping = bench.port.sent(Message.Ping.class).get(0);
        bench.hear(2, new Message.Ack(ping.number(), true, 0));
        bench.close(own, CloseCause.END);
        closeAllTo(2);
        assertThat(bench.member(2).status()).isEqualTo(Status.ALIVE);
        bench.pass(249);
        assertThat(bench.member(2).status()).isEqualTo(Status.ALIVE);
        bench.pass(1);
        closeAllTo(2);
        assertThat(bench.member(2).status()).isEqualTo(Status.DEAD);
        assertThat(bench.port.events(PeerEvent.Failed.class))
                .extracting(PeerEvent.Failed::evidence)
                .containsExactly(Evidence.REFUSED);
    }

    /** Where all accusers share one zone, they share the path to a member of another zone, and count as one. */
    @Test
    void where_all_accusers_share_a_zone_that_is_not_its_own_they_look_twice_250_ms_apart() {
        beginInTwoZones();
        bench.close(tether, CloseCause.END);
        refuseBoth();
        questions().forEach(question -> answer(question, Finding.REFUSES));
        bench.forget().pass(249);
        assertThat(status()).isEqualTo(Status.ALIVE);
        assertThat(examination()).isEmpty();

        bench.pass(1);
        refuseBoth();
        assertThat(status()).isEqualTo(Status.ALIVE);
        questions().forEach(question -> answer(question, Finding.REFUSES));
        assertThat(status()).isEqualTo(Status.DEAD);
    }

    @Test
    void an_answer_that_comes_again_does_not_take_the_place_of_the_second_look() {
        beginInTwoZones();
        bench.close(tether, CloseCause.END);
        refuseBoth();
        List<Datagram> asked = questions();
        asked.forEach(question -> answer(question, Finding.REFUSES));
        asked.forEach(question -> answer(question, Finding.REFUSES));
        assertThat(status()).isEqualTo(Status.ALIVE);
        bench.pass(249);
        assertThat(status()).isEqualTo(Status.ALIVE);
    }

    @Test
    void an_answer_to_the_second_look_is_a_veto() {
        beginInTwoZones();
        bench.close(tether, CloseCause.END);
        refuseBoth();
        questions().forEach(question -> answer(question, Finding.REFUSES));
        bench.forget().pass(250);
        List<Long> channels = examination();
        Message.Ping ping =
                (Message.Ping) bench.port.channel(channels.get(0)).written.get(0);
        bench.write(channels.get(0), new Message.Ack(ping.number(), true, 0));
        bench.pass(500);
        assertThat(status()).isEqualTo(Status.ALIVE);
    }

    /** This member never had an answer from member 3, so it is others that find that it refuses. */
    @Test
    void a_refusal_found_in_the_first_look_does_not_count_in_the_second() {
        beginInTwoZones(false);
        bench.close(tether, CloseCause.END);
        refuseBoth();
        questions().forEach(question -> answer(question, Finding.REFUSES));
        bench.forget().pass(250);
        refuseBoth();
        questions().forEach(question -> answer(question, Finding.UNKNOWN));
        bench.pass(500);
        assertThat(status()).isEqualTo(Status.ALIVE);
    }

    private void closeAllTo(int i) {
        List.copyOf(bench.port.channels.entrySet()).stream()
                .filter(entry -> entry.getValue().to.equals(address(i)) && !entry.getValue().closed)
                .filter(entry -> entry.getValue().written.stream().anyMatch(Message.Ping.class::isInstance))
                .forEach(entry -> bench.close(entry.getKey(), CloseCause.REFUSED));
    }

    @Test
    void one_that_refuted_such_a_verdict_lately_has_a_window() {
        begin(9);
        bench.hear(2, new Message.Verdict("m3", 1, 0, Status.DEAD, Evidence.REFUSED, List.of("m2"), 0));
        bench.hear(3, new Message.Alive(member(3).withIncarnation(1)));
        tether = bench.accept(3, new Message.Hello(1, 1, "test", "m3", 1, Purpose.TETHER));
        bench.close(tether, CloseCause.END);
        refuseBoth();
        assertThat(questions()).isEmpty();
        assertThat(status()).isEqualTo(Status.SUSPECT);
    }

    // ---- when others ask

    @Test
    void who_holds_a_tether_says_that_it_lives() {
        begin(9);
        bench.hear(4, new Message.Examine(7, "m3", 1));
        assertThat(bench.port.sent(Message.Examined.class)).containsExactly(new Message.Examined(7, Finding.LIVES));
    }

    @Test
    void who_never_had_an_answer_from_it_cannot_tell() {
        begin(9);
        bench.hear(4, new Message.Examine(7, "m5", 1));
        bench.hear(4, new Message.Examine(8, "m5", 2));
        bench.hear(4, new Message.Examine(9, "x", 1));
        bench.pass(80);
        assertThat(bench.port.sent(Message.Examined.class))
                .containsExactlyInAnyOrder(
                        new Message.Examined(7, Finding.UNKNOWN),
                        new Message.Examined(8, Finding.UNKNOWN),
                        new Message.Examined(9, Finding.UNKNOWN));
    }

    @Test
    void who_is_refused_says_so() {
        begin(9);
        bench.write(tether, new Message.Loose());
        bench.close(tether, CloseCause.END).forget();
        bench.hear(4, new Message.Examine(7, "m3", 1));
        refuseBoth();
        assertThat(bench.port.sent(Message.Examined.class)).containsExactly(new Message.Examined(7, Finding.REFUSES));
    }

    @Test
    void of_itself_it_says_that_it_lives() {
        begin(9);
        bench.hear(4, new Message.Examine(7, "m1", 1_000));
        assertThat(bench.port.sent(Message.Examined.class)).containsExactly(new Message.Examined(7, Finding.LIVES));
    }

    // ---- bounds of what others may ask

    /** The open channels to member 5, which is checked for others. */
    private long sockets() {
        return bench.port.channels.values().stream()
                .filter(channel -> !channel.closed && channel.to.equals(address(5)))
                .count();
    }

    private long dropped(DropReason reason) {
        return bench.peer.stats().dropped().getOrDefault(reason, 0L);
    }

    @Test
    void a_stranger_opens_no_socket_here_and_hears_nothing() {
        begin(9);
        bench.hear(77, new Message.Examine(7, "m5", 1));
        assertThat(sockets()).isZero();
        assertThat(bench.port.to(address(77))).isEmpty();
        assertThat(dropped(DropReason.UNEXPECTED)).isEqualTo(1);
    }

    @Test
    void those_that_ask_for_the_same_member_share_one_check_and_each_gets_an_answer() {
        begin(9);
        for (int asker = 6; asker <= 9; asker++) {
            bench.hear(asker, new Message.Examine(asker, "m5", 1));
        }
        assertThat(sockets()).as("a datagram socket and a stream").isEqualTo(2);
        bench.pass(80);
        assertThat(bench.port.sent(Message.Examined.class)).hasSize(4);
        assertThat(sockets()).isZero();
    }

    /** Ninety questions in each of many datagrams opened two sockets for each of them. */
    @Test
    void a_flood_of_questions_opens_few_sockets() {
        begin(40);
        long before = bench.port.channels.size();
        for (int i = 0; i < 100; i++) {
            Message[] datagram = new Message[90];
            for (int j = 0; j < datagram.length; j++) {
                datagram[j] = new Message.Examine(90 * i + j, "m" + (5 + (i + j) % 36), 1);
            }
            bench.hear(4, datagram);
        }
        assertThat(bench.port.channels.size() - before).isEqualTo(2L * Reachability.LIMIT_OF_ONE);
        assertThat(dropped(DropReason.LIMIT)).isEqualTo(100 - Reachability.LIMIT_OF_ONE);
    }

    @Test
    void half_of_the_places_are_kept_for_askers_that_have_answered_this_member() {
        begin(60);
        for (int asker = 10; asker <= 60; asker++) {
            bench.hear(asker, new Message.Examine(asker, "m" + (asker - 5), 1));
        }
        assertThat(dropped(DropReason.LIMIT)).isEqualTo(51 - Reachability.LIMIT / 2);
        bench.hear(3, new Message.Examine(1, "m60", 1));
        assertThat(dropped(DropReason.LIMIT)).isEqualTo(51 - Reachability.LIMIT / 2);
    }
}
