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

/** A middlebox loses track of connections, or cuts them. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(Measurements.Injection.class)
final class MiddleboxTest {

    /** Answers packets of established connections with a reset; resets themselves pass. */
    private static final String CUT =
            "tcp sport != 8500 tcp dport != 8500 tcp flags & rst != rst ct state established reject with tcp reset";

    /** With a keep-alive on tethers each second, so that there is a packet to answer with a reset. */
    @RegisterExtension
    private final Site site = Site.of(5, "--config=src/test/hosts/keepalive.yaml");

    @AfterEach
    void open() {
        site.hosts().forEach(Host::firewall);
    }

    @Test
    void when_all_idle_connections_are_cut_at_once_no_member_is_accused(Measurements measured) {
        List<String> before = connections();
        site.hosts().forEach(host -> host.firewall(CUT));
        site.until("an end of all connections", () -> connections().stream().noneMatch(before::contains));
        open();
        measured.add("all tethers cut: all agree", site.settle());
        site.assertNoDeathBut();
        assertThat(site.events("SUSPECTED")).isEmpty();
        measured.add("all tethers cut: tethers again", site.until("tethers", this::tethered));
    }

    @Test
    void when_every_connection_is_reset_again_and_again_no_member_is_declared_dead(Measurements measured) {
        for (int i = 0; i < 10; i++) {
            site.hosts().forEach(host -> host.firewall(CUT));
            site.letPass(Duration.ofSeconds(1));
            open();
            site.letPass(Duration.ofMillis(500));
        }
        measured.add("15 s of resets end: all agree", site.settle());
        site.assertNoDeathBut();
        measured.add("15 s of resets end: tethers again", site.until("tethers", this::tethered));
    }

    private List<String> connections() {
        return site.hosts().stream()
                .flatMap(host -> Readings.connections(host).stream())
                .toList();
    }

    private boolean tethered() {
        return site.hosts().stream().allMatch(host -> site.tetheredTo(host).size() >= 3);
    }
}
