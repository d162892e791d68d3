package dev.grapevine.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.cluster.Event;
import dev.grapevine.model.Address;
import dev.grapevine.model.BootstrapPhase;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Health;
import dev.grapevine.model.Instance;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.Member;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventTextTest {

    private static final Member NODE4 = FakeCluster.known("node4", Status.ALIVE);

    @Test
    void events_have_their_documented_text() {
        assertThat(EventText.of(new Event.Joined(NODE4))).isEqualTo("JOINED node4 (127.0.0.1:7704)");
        assertThat(EventText.of(new Event.Suspected(NODE4, Evidence.SILENT, List.of("node2"))))
                .isEqualTo("SUSPECTED node4 SILENT by node2");
        assertThat(EventText.of(new Event.Failed(
                        NODE4, Evidence.REFUSED, List.of("node2", "node5"), Duration.ofNanos(209_999_999))))
                .isEqualTo("FAILED node4 REFUSED by node2,node5 after 0.21s");
        assertThat(EventText.of(new Event.Failed(NODE4, Evidence.REFUSED, List.of("node2"), Duration.ZERO)))
                .isEqualTo("FAILED node4 REFUSED by node2");
        assertThat(EventText.of(new Event.Left(NODE4))).isEqualTo("LEFT node4");
        assertThat(EventText.of(new Event.Recovered(NODE4, false))).isEqualTo("RECOVERED node4");
        assertThat(EventText.of(new Event.Recovered(NODE4, true))).isEqualTo("RECOVERED node4 from dead");
        assertThat(EventText.of(new Event.Degraded(NODE4)))
                .isEqualTo("DEGRADED node4 answers by TCP only: UDP blocked?");
        assertThat(EventText.of(new Event.Restored(NODE4))).isEqualTo("RESTORED node4 answers by UDP again");
        assertThat(EventText.of(new Event.Updated(NODE4))).isEqualTo("UPDATED node4");
        assertThat(EventText.of(new Event.Forgotten(NODE4))).isEqualTo("FORGOTTEN node4");
        assertThat(EventText.of(new Event.Partitioned(3, 2))).isEqualTo("PARTITIONED seen=3 lost=2");
        assertThat(EventText.of(new Event.Merged(5))).isEqualTo("MERGED gained=5");
        assertThat(EventText.of(new Event.NameConflict("node4", Address.ipv4(0x0a000005, 7_700), true)))
                .isEqualTo("NAME_CONFLICT node4 is also used at 10.0.0.5:7700; this member stops");
        assertThat(EventText.of(new Event.Ready(JoinOutcome.JOINED, 3))).isEqualTo("READY members=3 outcome=joined");
        assertThat(EventText.of(new Event.Alone(List.of("a:1", "b:2"), Duration.ofMillis(31_500))))
                .isEqualTo("ALONE no seed has answered for 31 s (a:1, b:2): this member is a cluster of its own until"
                        + " one does");
        assertThat(EventText.of(new Event.Stopped())).isEqualTo("STOPPED");
        assertThat(EventText.of(new Event.Bootstrap(BootstrapPhase.SEEDS, "10.0.0.9:7700 does not answer")))
                .isEqualTo("BOOTSTRAP SEEDS 10.0.0.9:7700 does not answer");
        assertThat(EventText.of(new Event.Mismatch(null, "another key"))).isEqualTo("MISMATCH another key");
    }

    @Test
    void service_events_have_their_documented_text() {
        ServiceInstance web = ServiceInstance.named("web").port(80).build();
        assertThat(EventText.of(new Event.ServiceUp(new Instance(NODE4, web))))
                .isEqualTo("UP web/web on node4 port 80");
        assertThat(EventText.of(new Event.ServiceDown(new Instance(NODE4, web))))
                .isEqualTo("DOWN web/web on node4");
        assertThat(EventText.of(
                        new Event.ServiceChanged(new Instance(NODE4, web.withHealth(Health.WARNING, "", 1)), web)))
                .isEqualTo("CHANGED web/web on node4 warning");
        assertThat(EventText.of(new Event.ServiceUp(
                        new Instance(NODE4, ServiceInstance.named("web").build()))))
                .isEqualTo("UP web/web on node4");
    }

    @Test
    void the_type_is_the_first_word() {
        assertThat(EventText.type(new Event.Joined(NODE4))).isEqualTo("JOINED");
        assertThat(EventText.type(new Event.Stopped())).isEqualTo("STOPPED");
    }
}
