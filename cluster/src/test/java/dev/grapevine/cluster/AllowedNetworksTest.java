package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.model.DropReason;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Status;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members that gossip with some networks only. Each has an address of its own on loopback. */
class AllowedNetworksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PACKETS = 100;

    private final List<Cluster> members = new ArrayList<>();

    @AfterEach
    void end() {
        members.forEach(Cluster::abort);
    }

    private Cluster start(int number, String seed, String... allowed) {
        Cluster.Builder with = Cluster.builder()
                .name("n" + number)
                .bind("127.0.0." + number)
                .port(0)
                .profile(Profile.LOCAL)
                .allow(allowed);
        Cluster member = (seed.isEmpty() ? with : with.seeds(seed)).start();
        members.add(member);
        return member;
    }

    private static long refused(Cluster member) {
        return member.stats().traffic().dropped().get(DropReason.NOT_ALLOWED);
    }

    private static long live(Cluster member) {
        return member.members().stream()
                .filter(seen -> seen.status() == Status.ALIVE)
                .count();
    }

    @Test
    void a_member_of_another_network_gets_in_when_its_network_is_allowed() {
        Cluster first = start(1, "", "127.0.0.1", "127.0.0.2/31");
        Cluster second = start(2, first.address().toString(), "127.0.0.0/29");
        await().atMost(PATIENCE).until(() -> live(first) == 2 && live(second) == 2);
        assertThat(refused(first)).isZero();
        Cluster other = start(4, first.address().toString());
        await().atMost(PATIENCE).until(() -> refused(first) >= 2);
        assertThat(first.members()).hasSize(2);
        assertThat(other.members()).hasSize(1);
        first.allow(List.of());
        await().atMost(PATIENCE).until(() -> live(first) == 3 && live(second) == 3 && live(other) == 3);
    }

    @Test
    void connections_end_when_their_network_is_no_longer_allowed() throws IOException {
        Cluster first = start(1, "");
        try (Socket open = new Socket()) {
            open.bind(new InetSocketAddress("127.0.0.9", 0));
            open.connect(socketAddress(first));
            open.setSoTimeout((int) PATIENCE.toMillis());
            first.allow(List.of("127.0.0.0/29"));
            assertEnds(open);
        }
        assertThatThrownBy(() -> first.allow(List.of("127.0.0.1", "everybody")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'everybody' is not a network");
        try (Socket open = new Socket()) {
            open.bind(new InetSocketAddress("127.0.0.9", 0));
            open.connect(socketAddress(first));
            open.setSoTimeout((int) PATIENCE.toMillis());
            assertEnds(open);
        }
    }

    private static void assertEnds(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection goes on", e);
        } catch (SocketException reset) {
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void what_comes_from_elsewhere_is_counted_and_not_looked_at() throws IOException {
        Cluster first = start(1, "", "127.0.0.1");
        try (DatagramSocket stranger = new DatagramSocket(new InetSocketAddress("127.0.0.9", 0));
                DatagramSocket friend = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            for (int i = 0; i < PACKETS; i++) {
                stranger.send(new DatagramPacket(new byte[40], 40, socketAddress(first)));
            }
            await().atMost(PATIENCE).until(() -> refused(first) == PACKETS);
            assertThat(first.stats().traffic().dropped().get(DropReason.FENCE)).isZero();
            friend.send(new DatagramPacket(new byte[40], 40, socketAddress(first)));
            await().atMost(PATIENCE)
                    .until(() -> first.stats().traffic().dropped().get(DropReason.FENCE) == 1);
            assertThat(refused(first)).isEqualTo(PACKETS);
        }
    }

    @Test
    void a_wrong_network_stops_the_start() {
        assertThatThrownBy(() -> start(1, "", "10.0.0.1/8"))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "'10.0.0.1/8' is not a network: 10.0.0.1 has bits beyond the first 8; write 10.0.0.0/8 for the"
                                + " network, or 10.0.0.1 for this address alone");
    }

    private static InetSocketAddress socketAddress(Cluster member) throws IOException {
        return new InetSocketAddress(
                InetAddress.getByAddress(member.address().ip()),
                member.address().port());
    }
}
