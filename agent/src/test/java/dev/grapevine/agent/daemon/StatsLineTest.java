package dev.grapevine.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.testing.FakeCluster;
import org.junit.jupiter.api.Test;

final class StatsLineTest {

    @Test
    void the_line_has_its_documented_shape_and_rates_since_the_previous_line() {
        FakeCluster cluster = new FakeCluster();
        StatsLine line = new StatsLine(0);
        assertThat(line.next(cluster.stats(), 10_000_000_000L))
                .isEqualTo("STATS members=5 alive=3 suspect=1 dead=1 left=0 services=0 agreement=75% health=0 "
                        + "tx=1.2kB/s rx=1.2kB/s rumors=2");
        assertThat(line.next(cluster.stats(), 20_000_000_000L)).contains(" tx=0B/s rx=0B/s ");
    }

    @Test
    void rates_have_at_most_two_significant_decimals() {
        assertThat(StatsLine.rate(0)).isEqualTo("0B/s");
        assertThat(StatsLine.rate(113.4)).isEqualTo("113B/s");
        assertThat(StatsLine.rate(1_000)).isEqualTo("1.0kB/s");
        assertThat(StatsLine.rate(3_400_000)).isEqualTo("3.4MB/s");
    }
}
