package dev.grapevine.test.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.test.Measurements;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Packets get lost, at random or in one direction: what lives stays alive. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(Measurements.Resolver.class)
final class LossTest {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(25);

    @RegisterExtension
    private final Site site = Site.of(5);

    @Test
    void one_in_ten_packets_lost_everywhere_kills_nobody(Measurements measured) {
        lose(10, measured);
    }

    @Test
    void three_in_ten_packets_lost_everywhere_kill_nobody(Measurements measured) {
        lose(30, measured);
    }

    private void lose(int percent, Measurements measured) {
        site.hosts().forEach(host -> host.firewall("numgen random mod 100 < " + percent + " drop"));
        site.watch(LONG_ENOUGH);
        site.hosts().forEach(Host::firewall);
        measured.add(percent + " % loss ends: all agree", site.settle());
        site.assertNoDeathBut();
    }

    @Test
    void one_path_that_loses_all_in_one_direction_kills_nobody(Measurements measured) {
        site.host(2).firewall("ip saddr " + site.host(1).address() + " drop");
        site.watch(LONG_ENOUGH);
        site.host(2).firewall();
        measured.add("one-way path repaired: all agree", site.settle());
        site.assertNoDeathBut();
    }

    @Test
    void one_that_hears_nobody_is_dead_for_the_others_and_accuses_none(Measurements measured) {
        Host deaf = site.host(3);
        List<Host> others = site.without(deaf);
        long began = System.nanoTime();
        deaf.firewall("drop");
        measured.add("deaf: all others know", site.untilTold(others, "FAILED", deaf, began));
        deaf.firewall();
        measured.add("deaf, then repaired: all agree", site.settle());
        site.assertNoDeathBut(deaf);
    }

    @Test
    void one_that_nobody_hears_is_dead_for_the_others_and_nobody_else_is(Measurements measured) {
        Host mute = site.host(4);
        List<Host> others = site.without(mute);
        long began = System.nanoTime();
        others.forEach(host -> host.firewall("ip saddr " + mute.address() + " drop"));
        measured.add("mute: all others know", site.untilTold(others, "FAILED", mute, began));
        others.forEach(Host::firewall);
        measured.add("mute, then repaired: all agree", site.settle());
        // What it believed itself, with nobody's answer coming through, is its own affair; nobody else may have
        // believed it.
        assertThat(site.events("FAILED"))
                .filteredOn(seen -> !seen.by().equals(mute.member()))
                .allSatisfy(
                        seen -> assertThat(seen.subject()).as(seen.toString()).isEqualTo(mute.member()));
    }
}
