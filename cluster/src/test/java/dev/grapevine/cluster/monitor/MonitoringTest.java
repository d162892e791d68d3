package dev.grapevine.cluster.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.ClusterListener;
import dev.grapevine.cluster.Event;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Status;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitoringTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Cluster.Builder member(String name) {
        return Cluster.builder().name(name).cluster("monitored").port(0).profile(Profile.LOCAL);
    }

    @Test
    void a_flight_recording_holds_joins_suspicions_and_verdicts(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("members.jfr");
        List<String> failures = new CopyOnWriteArrayList<>();
        try (Recording recording = new Recording()) {
            recording.start();
            try (Cluster one = member("one").start();
                    Cluster two = member("two").seeds(one.address().toString()).start()) {
                one.subscribe(new ClusterListener() {
                    @Override
                    public void onFailed(Event.Failed event) {
                        failures.add(event.evidence().name());
                    }
                });
                await().atMost(PATIENCE).until(() -> one.members().size() == 2);
                two.abort();
                await().atMost(PATIENCE).until(() -> !failures.isEmpty());
                await().atMost(PATIENCE)
                        .until(() -> one.member("two").orElseThrow().status() == Status.DEAD);
            }
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> recorded = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.grapevine."))
                .filter(event -> event.getString("observer").equals("one"))
                .filter(event ->
                        event.hasField("member") && event.getString("member").equals("two"))
                .toList();
        assertThat(recorded)
                .extracting(event -> event.getEventType().getName())
                .startsWith("dev.grapevine.Join")
                .contains("dev.grapevine.Verdict");
        assertThat(recorded)
                .filteredOn(event -> event.getEventType().getName().equals("dev.grapevine.Verdict"))
                .extracting(event -> event.getString("evidence"))
                .as("as the listener was told")
                .isEqualTo(failures)
                .hasSize(1);
    }

    @Test
    void the_figures_are_in_jmx_if_asked_for_and_gone_with_the_member() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("dev.grapevine:type=Member,cluster=\"monitored\",name=\"shown\"");
        try (Cluster shown = member("shown").jmx(true).start();
                Cluster other = member("hidden").start()) {
            assertThat(server.getAttribute(name, "Alive")).isEqualTo(1);
            assertThat(server.getAttribute(name, "Agreement")).isEqualTo(1.0);
            assertThat(server.getMBeanInfo(name).getAttributes()).hasSize(19);
            assertThat(server.queryNames(new ObjectName("dev.grapevine:*"), null))
                    .containsExactly(name);
            assertThat(other.members()).hasSize(1);
            assertThat(shown.members()).hasSize(1);
        }
        await().atMost(PATIENCE).until(() -> !server.isRegistered(name));
    }
}
