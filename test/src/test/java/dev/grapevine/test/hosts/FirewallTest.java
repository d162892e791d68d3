package dev.grapevine.test.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.test.Measurements;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Firewalls that reject packets that they should accept: a rejection by one of them must not cause a death. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(Measurements.Injection.class)
final class FirewallTest {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

    @RegisterExtension
    private final Site site = Site.of(5);

    @AfterEach
    void open() {
        site.hosts().forEach(Host::firewall);
    }

    /** Rejects everything from these hosts, as a host without an agent would. */
    private static void refuse(Host host, List<Host> from) {
        host.firewall(
                "ip saddr " + Host.addresses(from) + " meta l4proto tcp reject with tcp reset",
                "ip saddr " + Host.addresses(from) + " meta l4proto udp reject with icmp port-unreachable");
    }

    @Test
    void a_path_that_rejects_packets_causes_no_death(Measurements measured) {
        refuse(site.host(2), site.hosts(1));
        site.letPass(LONG_ENOUGH);
        open();
        measured.add("one rejecting path repaired: all agree", site.settle());
        site.assertNoDeathBut();
    }

    @Test
    void rejecting_the_packets_of_two_of_three_witnesses_causes_no_death(Measurements measured) {
        Host subject = site.host(3);
        List<Host> witnesses = site.tetheredTo(subject);
        assertThat(witnesses).hasSizeGreaterThanOrEqualTo(3);
        refuse(subject, witnesses.subList(0, 2));
        site.letPass(LONG_ENOUGH);
        open();
        measured.add("two rejecting witness paths repaired: all agree", site.settle());
        site.assertNoDeathBut();
    }

    @Test
    void a_host_that_accepts_tcp_but_no_udp_is_alive_and_shown_as_degraded(Measurements measured) {
        Host blocked = site.host(5);
        List<Host> others = site.without(blocked);
        blocked.firewall("meta l4proto udp drop");
        Duration shown = site.until(
                "degraded for all others",
                () -> others.stream()
                        .allMatch(host -> Readings.degraded(site.node(host)).equals(List.of(blocked.member()))));
        measured.add("UDP blocked, TCP open: degraded for all others", shown);
        site.letPass(LONG_ENOUGH);
        assertThat(others).allSatisfy(host -> {
            assertThat(site.node(host).statuses()).containsEntry(blocked.member(), "alive");
            assertThat(Readings.services(site.node(host))).containsKey("svc-" + blocked.member());
        });
        open();
        measured.add("UDP open again: all agree, nobody degraded", site.settle());
        site.assertNoDeathBut();
    }
}
