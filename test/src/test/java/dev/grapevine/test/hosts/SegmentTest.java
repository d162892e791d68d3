package dev.grapevine.test.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.test.Measurements;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Members without seeds, and members whose address changes. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(Measurements.Injection.class)
final class SegmentTest {

    @RegisterExtension
    private final Site site = Site.unseeded(4, "--broadcast=7701");

    @Test
    void hosts_without_seeds_find_each_other_by_broadcast() {
        // Every test of this class waits for that before it starts.
        assertThat(site.hosts())
                .allSatisfy(host -> assertThat(site.node(host).statuses()).hasSize(4));
    }

    @Test
    void a_killed_member_that_returns_at_another_address_is_accepted_at_once(Measurements measured) {
        Host moved = site.host(2);
        String before = moved.seed();
        site.node(moved).kill();
        site.node(moved).end();
        moved.readdress();
        site.launch(moved, site.plan(moved));
        site.up(moved);
        measured.add("restart at another address: all agree, after it is up", site.settle());
        assertThat(site.hosts())
                .allSatisfy(host -> assertThat(site.node(host).get("/v1/members/node2"))
                        .contains(moved.seed())
                        .doesNotContain(before));
        site.assertNoDeathBut(moved);
    }

    @Test
    void a_running_member_announces_a_change_of_its_address(Measurements measured) {
        Host moved = site.host(3);
        site.node(moved).terminate();
        site.node(moved).end();
        site.launch(moved, site.plan(moved, "--bind=0.0.0.0", "--advertise=interface:eth0"));
        site.up(moved);
        site.settle();
        String generation = site.node(moved).generation(moved.member());
        String before = moved.seed();
        moved.readdress();
        Duration known = site.until(
                "the new address at all members",
                () -> site.hosts().stream()
                        .map(host -> site.node(host).get("/v1/members/node3"))
                        .allMatch(member -> member.contains(moved.seed()) && !member.contains(before)));
        measured.add("address of a running member changes: all know", known);
        measured.add("address of a running member changed: all agree", site.settle());
        assertThat(site.node(moved).generation(moved.member())).isEqualTo(generation);
        site.assertNoDeathBut();
    }
}
