package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.model.Address;
import dev.grapevine.model.Member;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Status;
import dev.grapevine.model.Why;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A member that others reach by TCP only: it listens on one loopback address and advertises another, where a forwarder
 * accepts streams on the same port, and datagrams are refused or discarded.
 */
class DegradedTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String LISTENS = "127.0.0.2";
    private static final String ADVERTISES = "127.0.0.3";

    private final String name = "test-" + UUID.randomUUID();

    private Cluster.Builder member(String member) {
        return Cluster.builder().name(member).cluster(name).port(0).broadcast(0).profile(Profile.LOCAL);
    }

    private Cluster reachedByTcpOnly(Address seed) {
        return member("m2")
                .bind(LISTENS)
                .advertise(ADVERTISES)
                .seeds(seed.toString())
                .start();
    }

    private static void assertDegraded(Cluster observer) {
        await().atMost(PATIENCE)
                .until(() -> observer.member("m2").map(Member::degraded).orElse(false));
        assertThat(observer.member("m2").orElseThrow().status()).isEqualTo(Status.ALIVE);
        assertThat(observer.why("m2").orElseThrow().findings())
                .extracting(Why.Finding::text)
                .contains("m1 gets answers from m2 by TCP only, in 3 probes in a row: UDP blocked?");
    }

    @Test
    void a_member_whose_udp_is_refused_but_whose_tcp_answers_is_alive_and_degraded() throws IOException {
        try (Cluster observer = member("m1").start();
                Cluster other = reachedByTcpOnly(observer.address());
                Forwarder forwarder = Forwarder.start(
                        new InetSocketAddress(ADVERTISES, other.address().port()),
                        new InetSocketAddress(LISTENS, other.address().port()))) {
            assertThat(forwarder.listens()).isTrue();
            assertDegraded(observer);
        }
    }

    @Test
    void a_member_whose_udp_is_discarded_but_whose_tcp_answers_is_alive_and_degraded() throws IOException {
        try (Cluster observer = member("m1").start();
                Cluster other = reachedByTcpOnly(observer.address());
                DatagramSocket discarding = new DatagramSocket(
                        new InetSocketAddress(ADVERTISES, other.address().port()));
                Forwarder forwarder = Forwarder.start(
                        new InetSocketAddress(ADVERTISES, other.address().port()),
                        new InetSocketAddress(LISTENS, other.address().port()))) {
            assertThat(forwarder.listens() && discarding.isBound()).isTrue();
            assertDegraded(observer);
        }
    }
}
