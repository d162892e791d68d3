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

/** Hosts that cannot reach each other for a while: each side continues, and they merge when they can. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(Measurements.Injection.class)
final class PartitionTest {

    @RegisterExtension
    private final Site site = Site.of(5);

    private void part(List<Host> left, List<Host> right) {
        left.forEach(host -> host.firewall("ip saddr " + Host.addresses(right) + " drop"));
        right.forEach(host -> host.firewall("ip saddr " + Host.addresses(left) + " drop"));
    }

    private void heal() {
        site.hosts().forEach(Host::firewall);
    }

    @Test
    void three_and_two_members_continue_apart_and_merge_again(Measurements measured) {
        partAndHeal(measured, "3|2", site.hosts(1, 2, 3), site.hosts(4, 5));
    }

    @Test
    void a_member_that_loses_all_four_others_is_dead_for_them_and_declares_none_of_them_so_soon(Measurements measured) {
        Host lone = site.host(2);
        List<Host> others = site.without(lone);
        long began = System.nanoTime();
        part(List.of(lone), others);
        measured.add("partition 1|4: the four hold the one dead", site.untilTold(others, "FAILED", lone, began));
        // It receives nothing at all, so the fault may be its own cable; its verdicts come late.
        site.letPass(Duration.ofSeconds(5));
        assertThat(site.events("FAILED"))
                .filteredOn(seen -> seen.by().equals(lone.member()))
                .isEmpty();
        heal();
        measured.add("partition 1|4 heals: all agree", site.settle());
        site.assertNoDeathBut(lone);
    }

    /** Each side declares the other dead, but no member of its own side; no process ends, and all members return. */
    private void partAndHeal(Measurements measured, String what, List<Host> left, List<Host> right) {
        long began = System.nanoTime();
        part(left, right);
        Duration lost = site.untilSeen(left, right, "dead").plus(site.untilSeen(right, left, "dead"));
        measured.add(
                "partition " + what + ": each side holds the other dead", Duration.ofNanos(System.nanoTime() - began));
        assertThat(lost).isLessThan(Duration.ofSeconds(35));
        heal();
        measured.add("partition " + what + " heals: all agree", site.settle());
        assertThat(site.events("FAILED")).allSatisfy(seen -> {
            List<Host> side = left.stream().anyMatch(host -> host.member().equals(seen.by())) ? left : right;
            assertThat(side).as(seen.toString()).noneMatch(host -> host.member().equals(seen.subject()));
        });
        assertThat(site.hosts()).allMatch(host -> site.node(host).running());
    }

    @Test
    void a_host_whose_cable_is_pulled_is_dead_by_silence_and_returns_when_it_is_plugged_in(Measurements measured) {
        hostLoss(
                measured,
                "cable pulled",
                site.host(3),
                () -> site.host(3).cable(false),
                () -> site.host(3).cable(true));
    }

    @Test
    void a_host_whose_interface_is_down_is_dead_by_silence_and_returns_when_it_is_up(Measurements measured) {
        hostLoss(
                measured,
                "interface down",
                site.host(5),
                () -> site.host(5).link(false),
                () -> site.host(5).link(true));
    }

    private void hostLoss(Measurements measured, String what, Host lost, Runnable fault, Runnable repair) {
        List<Host> others = site.without(lost);
        long began = System.nanoTime();
        fault.run();
        Duration known = site.untilTold(others, "FAILED", lost, began);
        measured.add(what + ": all others know", known);
        assertThat(known).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(20));
        assertThat(site.events("FAILED"))
                .filteredOn(seen -> seen.subject().equals(lost.member()))
                .allSatisfy(seen -> assertThat(seen.fields()).containsEntry("evidence", "SILENT"));
        repair.run();
        measured.add(what + ", then repaired: all agree", site.settle());
        assertThat(site.events("FAILED"))
                .filteredOn(seen -> !seen.by().equals(lost.member()))
                .allSatisfy(seen -> assertThat(seen.subject()).isEqualTo(lost.member()));
    }
}
