package dev.grapevine.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventTextTest {

    private static final MemberRecord NODE4 =
            FakeCluster.record("node4", Status.ALIVE).withAddresses(List.of(Address.ipv4(0x0a000004, 7_700)));

    @Test
    void events_have_their_documented_text() {
        assertThat(EventText.of(new PeerEvent.Joined(NODE4))).isEqualTo("JOINED node4 (10.0.0.4:7700)");
        assertThat(EventText.of(new PeerEvent.Suspected(NODE4, Evidence.SILENT, List.of("node2"))))
                .isEqualTo("SUSPECTED node4 SILENT by node2");
        assertThat(EventText.of(new PeerEvent.Failed(NODE4, Evidence.REFUSED, List.of("node2", "node5"), 209_999_999)))
                .isEqualTo("FAILED node4 REFUSED by node2,node5 after 0.21s");
        assertThat(EventText.of(new PeerEvent.Failed(NODE4, Evidence.REFUSED, List.of("node2"), 0)))
                .isEqualTo("FAILED node4 REFUSED by node2");
        assertThat(EventText.of(new PeerEvent.Left(NODE4))).isEqualTo("LEFT node4");
        assertThat(EventText.of(new PeerEvent.Recovered(NODE4, false))).isEqualTo("RECOVERED node4");
        assertThat(EventText.of(new PeerEvent.Recovered(NODE4, true))).isEqualTo("RECOVERED node4 from dead");
        assertThat(EventText.of(new PeerEvent.Degraded(NODE4)))
                .isEqualTo("DEGRADED node4 answers by TCP only: UDP blocked?");
        assertThat(EventText.of(new PeerEvent.Restored(NODE4))).isEqualTo("RESTORED node4 answers by UDP again");
        assertThat(EventText.of(new PeerEvent.Updated(NODE4))).isEqualTo("UPDATED node4");
        assertThat(EventText.of(new PeerEvent.Forgotten(NODE4))).isEqualTo("FORGOTTEN node4");
        assertThat(EventText.of(new PeerEvent.Partitioned(3, 2))).isEqualTo("PARTITIONED seen=3 lost=2");
        assertThat(EventText.of(new PeerEvent.Merged(5))).isEqualTo("MERGED gained=5");
        assertThat(EventText.of(new PeerEvent.NameConflict("node4", Address.ipv4(0x0a000005, 7_700), true)))
                .isEqualTo("NAME_CONFLICT node4 is also used at 10.0.0.5:7700; this member stops");
        assertThat(EventText.of(new PeerEvent.Ready(3))).isEqualTo("READY members=3");
        assertThat(EventText.of(new PeerEvent.Stopped())).isEqualTo("STOPPED");
        assertThat(EventText.of(new PeerEvent.Bootstrap("seeds", "10.0.0.9:7700 does not answer")))
                .isEqualTo("BOOTSTRAP seeds 10.0.0.9:7700 does not answer");
        assertThat(EventText.of(new PeerEvent.Mismatch(null, "another key"))).isEqualTo("MISMATCH another key");
    }

    @Test
    void service_events_have_their_documented_text() {
        ServiceInstance web = ServiceInstance.of("web", 80);
        assertThat(EventText.of(new PeerEvent.ServiceUp("node4", web))).isEqualTo("UP web/web on node4 port 80");
        assertThat(EventText.of(new PeerEvent.ServiceDown("node4", web))).isEqualTo("DOWN web/web on node4");
        assertThat(EventText.of(new PeerEvent.ServiceChanged("node4", web.withHealth(Health.WARNING, "", 1), web)))
                .isEqualTo("CHANGED web/web on node4 warning");
        assertThat(EventText.of(new PeerEvent.ServiceUp("node4", ServiceInstance.of("web", 0))))
                .isEqualTo("UP web/web on node4");
    }

    @Test
    void the_type_is_the_first_word() {
        assertThat(EventText.type(new PeerEvent.Joined(NODE4))).isEqualTo("JOINED");
        assertThat(EventText.type(new PeerEvent.Stopped())).isEqualTo("STOPPED");
    }
}
