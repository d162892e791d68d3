package dev.grapevine.sim.world;

import static dev.grapevine.sim.world.Worlds.MS;
import static dev.grapevine.sim.world.Worlds.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.grapevine.model.Address;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NetworkTest {

    private final World world = Worlds.exact();
    private final RecordingProgram a = RecordingProgram.on(world.addHost("a", "red", "lan", 1));
    private final RecordingProgram b = RecordingProgram.on(world.addHost("b", "red", "lan", 1));
    private final RecordingProgram c = RecordingProgram.on(world.addHost("c", "blue", "lan", 1));

    private static HostSelector only(String name) {
        return new HostSelector(name);
    }

    private void sendAll(RecordingProgram from, RecordingProgram to, int count) {
        for (int i = 0; i < count; i++) {
            from.send(to, i);
        }
    }

    private static long received(RecordingProgram by) {
        return by.heard.stream().filter(what -> what.startsWith("receive")).count();
    }

    @Test
    void a_datagram_takes_the_delay_of_its_link() {
        a.send(b, 1);
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start", "receive 1");
        assertThat(b.times).containsExactly(0L, MS);
        assertThat(a.host.traffic().datagramBytesSent()).isEqualTo(10);
        assertThat(b.host.traffic().datagramBytesReceived()).isEqualTo(10);
    }

    @Test
    void delays_keep_to_their_distribution() {
        Delay uniform = Delay.uniform(2 * MS, 4 * MS);
        Delay lognormal = Delay.lognormal(MS, 10 * MS);
        SplittableRandom random = new SplittableRandom(3);
        int below = 0;
        int above99 = 0;
        for (int i = 0; i < 20_000; i++) {
            assertThat(uniform.sample(random)).isBetween(2 * MS, 4 * MS);
            long sample = lognormal.sample(random);
            below += sample < MS ? 1 : 0;
            above99 += sample > 10 * MS ? 1 : 0;
        }
        assertThat(below / 20_000.0).isCloseTo(0.5, within(0.02));
        assertThat(above99 / 20_000.0).isCloseTo(0.01, within(0.003));
    }

    @Test
    void the_share_is_lost_and_only_on_that_path() {
        world.network().change("loss", only("a"), only("b"), link -> link.withLoss(0.3));
        sendAll(a, b, 10_000);
        sendAll(b, a, 10_000);
        sendAll(a, c, 10_000);
        world.runUntil(SECOND);
        assertThat(received(b)).isBetween(6_800L, 7_200L);
        assertThat(received(a)).isEqualTo(10_000);
        assertThat(received(c)).isEqualTo(10_000);
    }

    @Test
    void duplicated_datagrams_arrive_twice_and_reordered_ones_late() {
        world.network().change("duplicate", HostSelector.ALL, HostSelector.ALL, link -> link.withDuplicate(0.5));
        sendAll(a, b, 1_000);
        world.runUntil(SECOND);
        assertThat(received(b)).isBetween(1_400L, 1_600L);

        world.network().heal();
        world.network().change("reorder", HostSelector.ALL, HostSelector.ALL, link -> link.withReorder(0.2));
        sendAll(a, c, 1_000);
        world.runUntil(2 * SECOND);
        assertThat(received(c)).isEqualTo(1_000);
        List<String> inOrder = c.heard.stream().sorted().toList();
        assertThat(c.heard).isNotEqualTo(inOrder);
    }

    @Test
    void damaged_datagrams_are_dropped_and_counted() {
        world.network().change("corrupt", HostSelector.ALL, HostSelector.ALL, link -> link.withCorrupt(1));
        a.send(b, 1);
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start");
        assertThat(b.host.traffic().datagramsDropped()).isEqualTo(1);
    }

    @Test
    void a_cut_holds_in_one_direction() {
        world.network().change("cut", only("a"), only("b"), link -> link.withCut(true));
        a.send(b, 1);
        b.send(a, 2);
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start");
        assertThat(a.heard).containsExactly("start", "receive 2");
    }

    @Test
    void a_partition_separates_its_groups_and_the_rest() {
        world.network().partition(List.of(Set.of("a")));
        a.send(b, 1);
        b.send(c, 2);
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start");
        assertThat(c.heard).containsExactly("start", "receive 2");

        world.network().heal();
        a.send(b, 3);
        world.runUntil(2 * SECOND);
        assertThat(b.heard).containsExactly("start", "receive 3");
    }

    @Test
    void a_flip_opens_and_closes_the_path_in_turn() {
        world.network().change("flip", HostSelector.ALL, HostSelector.ALL, link -> link.withFlipPeriod(100 * MS));
        for (int i = 0; i < 4; i++) {
            int number = i;
            world.at(50 * MS + i * (100L * MS), () -> a.send(b, number));
        }
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start", "receive 0", "receive 2");
    }

    @Test
    void rules_select_by_zone_and_newer_ones_replace_older_of_their_kind() {
        world.network()
                .change(
                        "delay",
                        new HostSelector("@red"),
                        new HostSelector("@blue"),
                        link -> link.withDelay(Delay.fixed(9 * MS)));
        world.network()
                .change(
                        "delay",
                        new HostSelector("@red"),
                        new HostSelector("@blue"),
                        link -> link.withDelay(Delay.fixed(7 * MS)));
        a.send(b, 1);
        a.send(c, 2);
        world.runUntil(SECOND);
        assertThat(b.times).containsExactly(0L, MS);
        assertThat(c.times).containsExactly(0L, 7 * MS);
        assertThat(world.network().link(c.host, a.host)).isEqualTo(Link.of(Delay.fixed(MS)));
    }

    @Test
    void with_udp_blocked_streams_still_pass() {
        world.network().change("udp", HostSelector.ALL, HostSelector.ALL, link -> link.withUdpBlocked(true));
        a.send(b, 1);
        a.port.openStream(b.address());
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start", "accepted 1");
    }

    @Test
    void only_connected_datagram_sockets_learn_that_nothing_listens() {
        b.host.crash();
        a.send(b, 1);
        long channel = a.port.openDatagram(b.address());
        a.port.write(channel, RecordingProgram.message(2));
        world.runUntil(SECOND);
        assertThat(a.heard).containsExactly("start", "closed " + channel + " REFUSED");
        assertThat(a.times).containsExactly(0L, 2 * MS);
    }

    @Test
    void a_connected_datagram_socket_receives_from_its_peer_only() {
        long channel = a.port.openDatagram(b.address());
        a.port.write(channel, RecordingProgram.message(1));
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start", "receive 1");

        b.port.send(new Address(0, a.address().low(), 32_768), RecordingProgram.message(2));
        c.port.send(new Address(0, a.address().low(), 32_768), RecordingProgram.message(3));
        world.runUntil(2 * SECOND);
        assertThat(a.heard).containsExactly("start", "received " + channel + ": 2");

        a.port.close(channel);
        b.port.send(new Address(0, a.address().low(), 32_768), RecordingProgram.message(4));
        world.runUntil(3 * SECOND);
        assertThat(a.heard).hasSize(2);
    }

    @Test
    void a_rejecting_firewall_refuses_in_place_of_a_live_process() {
        world.network().change("reject", only("a"), only("b"), link -> link.withRejects(true));
        long datagram = a.port.openDatagram(b.address());
        a.port.write(datagram, RecordingProgram.message(1));
        long stream = a.port.openStream(b.address());
        world.runUntil(SECOND);
        assertThat(a.heard)
                .containsExactly("start", "closed " + datagram + " REFUSED", "closed " + stream + " REFUSED");
        assertThat(b.heard).containsExactly("start");
    }

    @Test
    void a_lost_host_gives_no_answer_at_all() {
        b.host.lose();
        long channel = a.port.openDatagram(b.address());
        a.port.write(channel, RecordingProgram.message(1));
        world.runUntil(10 * SECOND);
        assertThat(a.heard).containsExactly("start");
    }

    @Test
    void with_its_interface_down_everything_fails_locally() {
        a.host.setInterfaceUp(false);
        assertThat(a.port.send(b.address(), RecordingProgram.message(1))).isFalse();
        long stream = a.port.openStream(b.address());
        long datagram = a.port.openDatagram(b.address());
        world.runUntil(10 * SECOND);
        assertThat(a.heard)
                .containsExactlyInAnyOrder("start", "closed " + stream + " LOCAL", "closed " + datagram + " LOCAL");
        assertThat(a.host.traffic().datagramsSent()).isZero();
    }

    @Test
    void a_broadcast_is_heard_by_the_listeners_on_the_segment() {
        RecordingProgram far = RecordingProgram.on(world.addHost("far", "", "elsewhere", 1));
        for (RecordingProgram recorder : List.of(a, b, far)) {
            recorder.host.setDiscovers(true);
        }
        a.port.broadcast(RecordingProgram.message(5));
        world.runUntil(SECOND);
        assertThat(a.heard).containsExactly("start", "receive 5");
        assertThat(b.heard).containsExactly("start", "receive 5");
        assertThat(c.heard).containsExactly("start");
        assertThat(far.heard).containsExactly("start");
        assertThat(a.host.traffic().datagramsSent()).isEqualTo(1);
    }

    @Test
    void host_names_follow_their_addresses_and_other_names_are_as_set() {
        String before = b.address().toString();
        a.port.resolve("b:7700");
        world.runUntil(SECOND);
        b.host.readdress();
        world.nameService().put("seeds.local:7700", List.of(c.address()));
        a.port.resolve("b:7700");
        a.port.resolve("seeds.local:7700");
        a.port.resolve("nobody:7700");
        world.runUntil(2 * SECOND);
        assertThat(a.heard)
                .containsExactly(
                        "start",
                        "resolved b:7700 [" + before + "]",
                        "resolved b:7700 [" + b.address() + "]",
                        "resolved seeds.local:7700 [" + c.address() + "]",
                        "resolved nobody:7700 [] unknown host");
        assertThat(b.address().toString()).isNotEqualTo(before);
    }

    @Test
    void packets_to_an_old_address_are_lost() {
        Address old = b.address();
        b.host.readdress();
        a.port.send(old, RecordingProgram.message(1));
        a.send(b, 2);
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start", "receive 2");
    }

    @Test
    void a_second_host_of_one_name_is_refused() {
        assertThatThrownBy(() -> world.addHost("a")).hasMessage("there is a host a already");
    }
}
