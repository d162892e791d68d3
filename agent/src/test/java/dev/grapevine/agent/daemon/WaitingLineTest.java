package dev.grapevine.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.model.Status;
import org.junit.jupiter.api.Test;

class WaitingLineTest {

    @Test
    void a_member_that_waits_says_for_how_many() {
        FakeCluster cluster = new FakeCluster();
        cluster.put("node2", Status.SUSPECT, "");
        cluster.put("node3", Status.DEAD, "");
        assertThat(WaitingLine.of(cluster.members(), 3)).isEqualTo("WAITING 2 of 3 members");
    }
}
