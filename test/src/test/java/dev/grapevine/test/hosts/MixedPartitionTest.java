package dev.grapevine.test.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.test.EarlierVersion;
import dev.grapevine.test.Node;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Members of this version and of an earlier one in both halves of a partition: each half continues, and they merge. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
final class MixedPartitionTest {

    @RegisterExtension
    private final Site site = Site.of(5);

    @Test
    void members_of_two_versions_continue_apart_and_merge_again() {
        Path earlier = EarlierVersion.jar();
        for (Host host : site.hosts(2, 4)) {
            Node present = site.node(host);
            present.terminate();
            assertThat(present.end()).isZero();
            site.launch(host, site.plan(host), earlier);
            site.up(host);
        }
        site.settle();

        List<Host> left = site.hosts(1, 2, 3);
        List<Host> right = site.hosts(4, 5);
        left.forEach(host -> host.firewall("ip saddr " + Host.addresses(right) + " drop"));
        right.forEach(host -> host.firewall("ip saddr " + Host.addresses(left) + " drop"));
        site.untilSeen(left, right, "dead");
        site.untilSeen(right, left, "dead");
        site.hosts().forEach(Host::firewall);

        site.settle();
        assertThat(site.hosts()).allMatch(host -> site.node(host).running());
    }
}
