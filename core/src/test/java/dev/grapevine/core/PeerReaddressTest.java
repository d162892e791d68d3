package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Purpose;
import dev.grapevine.model.Address;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A running member whose addresses change. */
class PeerReaddressTest {

    private final PeerBench bench = new PeerBench();

    private void readdress(Address... addresses) {
        bench.peer.commands().readdress(List.of(addresses), bench.now());
    }

    @Test
    void it_announces_its_new_addresses_with_the_next_incarnation_of_the_same_life() {
        bench.know(12).pass(500).forget();

        readdress(address(50), address(51));

        assertThat(bench.peer.self().generation()).isEqualTo(1_000);
        assertThat(bench.peer.self().incarnation()).isEqualTo(1);
        assertThat(bench.peer.self().addresses()).containsExactly(address(50), address(51));
        Message announcement = new Message.Alive(bench.peer.self());
        assertThat(bench.port.sent.stream()
                        .filter(datagram -> datagram.messages().contains(announcement)))
                .hasSize(4);
        assertThat(bench.port.events).containsExactly(new PeerEvent.Updated(bench.peer.self()));
    }

    @Test
    void a_move_says_nothing_of_the_own_health() {
        bench.know(12).pass(500);
        readdress(address(50));
        assertThat(bench.peer.stats().healthScore()).isZero();
        assertThat(bench.peer.stats().refutations()).isZero();
    }

    @Test
    void the_same_addresses_again_are_no_news() {
        bench.know(12).pass(500).forget();
        readdress(address(1));
        assertThat(bench.peer.self().incarnation()).isZero();
        assertThat(bench.port.sent).isEmpty();
    }

    @Test
    void none_and_more_than_a_record_holds_are_refused() {
        assertThatThrownBy(this::readdress)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a member has 1 to 4 addresses, not 0");
        assertThatThrownBy(() -> bench.peer.commands().readdress(Collections.nCopies(5, address(2)), bench.now()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a member has 1 to 4 addresses, not 5");
    }

    @Test
    void who_has_stopped_announces_nothing() {
        bench.peer.leave(bench.now());
        bench.forget();
        readdress(address(50));
        assertThat(bench.port.sent).isEmpty();
        assertThat(bench.peer.self().addresses()).containsExactly(address(1));
    }

    /** Containers take addresses over from one another. */
    @Test
    void behind_a_former_address_of_its_own_it_looks_for_others_again() {
        PeerBench own = new PeerBench(PeerBench.config(Settings.of(Profile.LAN), List.of("here:7000"), List.of(), 1));
        own.pass(50);
        resolve(own);
        long channel = own.channelTo(31, Purpose.JOIN);
        own.write(channel, new Message.Hello(1, 1, "test", "m1", 1_000, Purpose.JOIN));
        own.write(channel, new Message.SyncDigests(own.syncNumber(channel), new int[0], List.of()));
        own.pass(1_000);
        resolve(own);
        assertThat(streamsTo31(own)).isEqualTo(1);

        own.peer.commands().readdress(List.of(address(50)), own.now());
        resolve(own);
        assertThat(streamsTo31(own)).isEqualTo(2);
    }

    private static void resolve(PeerBench bench) {
        bench.peer.resolved("here:7000", List.of(address(31)), null, bench.now());
    }

    private static long streamsTo31(PeerBench bench) {
        return bench.port.channels.values().stream()
                .filter(stream -> stream.to.equals(address(31)))
                .count();
    }
}
