package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Finding;
import dev.grapevine.core.wire.Message.Purpose;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom an open tether vouches for. The test plays the members, and a stranger at address 99. */
class PeerTetherTest {

    private final PeerBench bench = new PeerBench();
    private final RecordingPort port = bench.port;

    private static Message.Hello tetherOf(String name, long generation) {
        return new Message.Hello(1, 1, "test", name, generation, Purpose.TETHER);
    }

    /** What the peer answers about member 3 to member 2 before it has checked anything; empty if it checks first. */
    private List<Finding> findings() {
        port.sent.clear();
        bench.hear(2, new Message.Examine(7, "m3", 1));
        return port.sent(Message.Examined.class).stream()
                .map(Message.Examined::finding)
                .toList();
    }

    private long nonce() {
        List<RecordingPort.Datagram> checks = port.sent.stream()
                .filter(datagram -> datagram.carries(Message.TetherCheck.class))
                .toList();
        assertThat(checks).extracting(RecordingPort.Datagram::to).containsOnly(address(3));
        return port.sent(Message.TetherCheck.class).get(0).nonce();
    }

    @Test
    void a_tether_is_proven_by_a_nonce_that_went_to_the_member_s_own_address() {
        bench.know(5);
        long tether = bench.accept(3, tetherOf("m3", 1));
        long nonce = nonce();
        assertThat(findings()).isEmpty();
        bench.write(tether, new Message.TetherProof(nonce));
        assertThat(findings()).containsExactly(Finding.LIVES);
    }

    @Test
    void a_stranger_s_tether_in_the_name_of_a_member_vouches_for_nobody() {
        bench.know(5);
        long fake = bench.accept(99, tetherOf("m3", 1));
        long nonce = nonce();
        port.sent.clear();
        long real = bench.accept(3, tetherOf("m3", 1));
        assertThat(nonce()).isNotEqualTo(nonce);
        bench.write(fake, new Message.TetherProof(nonce + 1), new Message.TetherProof(0));
        bench.write(real, new Message.TetherProof(nonce)); // the member has no other tether to say it on
        assertThat(findings()).isEmpty();
    }

    @Test
    void the_nonce_is_sent_again_where_it_was_lost() {
        bench.know(5);
        bench.accept(3, tetherOf("m3", 1));
        port.sent.clear();
        bench.pass(500);
        nonce();
        port.sent.clear();
        bench.pass(2_000);
        nonce();
        port.sent.clear();
        bench.pass(20_000);
        assertThat(port.sent(Message.TetherCheck.class)).isEmpty();
    }

    @Test
    void a_member_says_the_nonce_on_its_own_tether_to_the_member_that_asks_and_nowhere_else() {
        bench.know(5).pass(2_000);
        long tether = bench.channelTo(2, Purpose.TETHER);
        bench.write(tether, tetherOf("m2", 1));
        bench.hear(2, new Message.TetherCheck(77)).hear(99, new Message.TetherCheck(78));
        assertThat(port.channel(tether).written).contains(new Message.TetherProof(77));
        long proofs = port.channels.values().stream()
                .flatMap(channel -> channel.written.stream())
                .filter(Message.TetherProof.class::isInstance)
                .count();
        assertThat(proofs).isEqualTo(1);
    }

    @Test
    void somebody_else_at_the_address_of_a_witness_is_no_witness() {
        bench.know(5).pass(2_000);
        long tether = bench.channelTo(2, Purpose.TETHER);
        bench.write(tether, tetherOf("m2", 9));
        assertThat(port.channel(tether).closed).isTrue();
    }

    @Test
    void attempts_that_failed_are_forgotten_with_the_witness() {
        PeerBench brief =
                new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.TOMBSTONE_TIME, Duration.ofSeconds(20)));
        brief.know(5);
        refuseTether(brief);
        refuseTether(brief);
        brief.hear(2, new Message.Verdict("m2", 1, 0, Status.LEFT, Evidence.NONE, List.of(), 0));
        live(brief, 25_000);
        assertThat(brief.peer.questions().member("m2")).isNull();

        brief.hear(2, new Message.Alive(member(2).withGeneration(2)));
        refuseTether(brief);
        long attempts = tethersTo(brief, 2);
        live(brief, 5_000);
        assertThat(tethersTo(brief, 2)).isGreaterThan(attempts);
    }

    private static void refuseTether(PeerBench bench) {
        long before = tethersTo(bench, 2);
        live(bench, 5_000);
        assertThat(tethersTo(bench, 2)).isGreaterThan(before);
        bench.close(bench.channelTo(2, Purpose.TETHER), CloseCause.REFUSED);
    }

    private static long tethersTo(PeerBench bench, int member) {
        return bench.port.channels.values().stream()
                .filter(channel -> channel.to.equals(address(member))
                        && channel.written.stream()
                                .anyMatch(message ->
                                        message instanceof Message.Hello hello && hello.purpose() == Purpose.TETHER))
                .count();
    }

    /** Lets time go by while the others answer pings. */
    private static void live(PeerBench bench, long millis) {
        for (long until = bench.millis() + millis; bench.millis() < until; ) {
            bench.pass(50).answerPings();
            bench.port.sent.clear();
        }
    }

    @Test
    void strangers_hold_64_tethers_at_most_and_those_of_nobody_for_ten_seconds() {
        bench.know(5).pass(2_000);
        int others = open();
        for (int i = 0; i < 1_024; i++) {
            bench.accept(99, tetherOf("x" + i, 1));
        }
        assertThat(open() - others).isEqualTo(64);
        bench.pass(11_000);
        assertThat(port.channels.values()).noneMatch(channel -> channel.to.equals(address(99)) && !channel.closed);
    }

    private int open() {
        return (int) port.channels.values().stream()
                .filter(channel -> !channel.closed)
                .count();
    }

    @Test
    void fake_tethers_that_close_lead_to_one_check_in_a_second() {
        bench.know(9).pass(100);
        for (int i = 0; i < 40; i++) {
            long fake = bench.accept(99, tetherOf("m" + (3 + i % 5), 1));
            bench.close(fake, CloseCause.END);
            bench.pass(20);
        }
        assertThat(port.channels.values())
                .filteredOn(channel -> channel.datagram)
                .hasSize(1);
    }
}
