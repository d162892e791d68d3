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

/** Packets are lost, at random or in one direction: members that run stay alive. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(Measurements.Injection.class)
final class LossTest {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(25);

    @RegisterExtension
    private final Site site = Site.of(5);

    @Test
    void one_in_ten_packets_lost_everywhere_causes_no_death(Measurements measured) {
        lose(10, measured);
    }

    @Test
    void three_in_ten_packets_lost_everywhere_cause_no_death(Measurements measured) {
        lose(30, measured);
    }

    private void lose(int percent, Measurements measured) {
        site.hosts().forEach(host -> host.firewall("numgen random mod 100 < " + percent + " drop"));
        site.letPass(LONG_ENOUGH);
        site.hosts().forEach(Host::firewall);
        measured.add(percent + " % loss ends: all agree", site.settle());
        site.assertNoDeathBut();
    }

    @Test
    void a_path_that_loses_everything_in_one_direction_causes_no_death(Measurements measured) {
        site.host(2).firewall("ip saddr " + site.host(1).address() + " drop");
        site.letPass(LONG_ENOUGH);
        site.host(2).firewall();
        measured.add("one-way path repaired: all agree", site.settle());
        site.assertNoDeathBut();
    }

    @Test
    void a_member_that_receives_nothing_is_dead_for_the_others_and_accuses_none(Measurements measured) {
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
    void a_member_whose_packets_reach_no_other_is_dead_for_the_others_and_no_other_is(Measurements measured) {
        Host mute = site.host(4);
        List<Host> others = site.without(mute);
        long began = System.nanoTime();
        others.forEach(host -> host.firewall("ip saddr " + mute.address() + " drop"));
        measured.add("mute: all others know", site.untilTold(others, "FAILED", mute, began));
        others.forEach(Host::firewall);
        measured.add("mute, then repaired: all agree", site.settle());
        // The member itself gets no answers, so its own verdicts do not count; but no other member may have adopted
        // them.
        assertThat(site.events("FAILED"))
                .filteredOn(seen -> !seen.by().equals(mute.member()))
                .allSatisfy(
                        seen -> assertThat(seen.subject()).as(seen.toString()).isEqualTo(mute.member()));
    }
}
