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

/** Firewalls that refuse what they should let through: a refusal by one is no death. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(Measurements.Resolver.class)
final class FirewallTest {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

    @RegisterExtension
    private final Site site = Site.of(5);

    @AfterEach
    void open() {
        site.hosts().forEach(Host::firewall);
    }

    /** Refuses all from these hosts, as a host would on which nothing runs. */
    private static void refuse(Host host, List<Host> from) {
        host.firewall(
                "ip saddr " + Host.addresses(from) + " meta l4proto tcp reject with tcp reset",
                "ip saddr " + Host.addresses(from) + " meta l4proto udp reject with icmp port-unreachable");
    }

    @Test
    void a_path_that_rejects_kills_nobody(Measurements measured) {
        refuse(site.host(2), site.hosts(1));
        site.watch(LONG_ENOUGH);
        open();
        measured.add("one rejecting path repaired: all agree", site.settle());
        site.assertNoDeathBut();
    }

    @Test
    void paths_that_reject_from_two_of_three_witnesses_kill_nobody(Measurements measured) {
        Host subject = site.host(3);
        List<Host> witnesses = site.tetheredTo(subject);
        assertThat(witnesses).hasSizeGreaterThanOrEqualTo(3);
        refuse(subject, witnesses.subList(0, 2));
        site.watch(LONG_ENOUGH);
        open();
        measured.add("two rejecting witness paths repaired: all agree", site.settle());
        site.assertNoDeathBut();
    }

    @Test
    void a_host_that_lets_tcp_through_and_no_udp_is_alive_and_shown_as_degraded(Measurements measured) {
        Host blocked = site.host(5);
        List<Host> others = site.without(blocked);
        blocked.firewall("meta l4proto udp drop");
        Duration shown = site.until(
                "word that UDP is blocked",
                () -> others.stream()
                        .allMatch(host -> Readings.degraded(site.node(host)).equals(List.of(blocked.member()))));
        measured.add("UDP blocked, TCP open: degraded for all others", shown);
        site.watch(LONG_ENOUGH);
        assertThat(others).allSatisfy(host -> {
            assertThat(site.node(host).statuses()).containsEntry(blocked.member(), "alive");
            assertThat(Readings.services(site.node(host))).containsKey("svc-" + blocked.member());
        });
        open();
        measured.add("UDP open again: all agree, nobody degraded", site.settle());
        site.assertNoDeathBut();
    }
}
