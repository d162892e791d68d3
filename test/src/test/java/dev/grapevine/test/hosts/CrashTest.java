package dev.grapevine.test.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.test.Json;
import dev.grapevine.test.Measurements;
import dev.grapevine.test.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process ends, while its host keeps running and refuses connections. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(Measurements.Injection.class)
final class CrashTest {

    private static final int RESTARTS = 50;

    @RegisterExtension
    private final Site site = Site.of(5);

    @Test
    void a_killed_process_is_dead_everywhere_by_refusal_and_its_return_is_accepted_at_once(Measurements measured) {
        Host crashed = site.host(4);
        List<Host> others = site.without(crashed);
        long killed = System.nanoTime();
        site.node(crashed).kill();
        Duration known = site.untilTold(others, "FAILED", crashed, killed);
        measured.add("kill -9: all others know", known);
        assertThat(known).isLessThan(Duration.ofSeconds(3));
        assertThat(site.events("FAILED"))
                .hasSize(others.size())
                .allSatisfy(seen -> assertThat(seen.fields()).containsEntry("evidence", "REFUSED"));
        for (Host host : others) {
            assertThat(Readings.services(site.node(host))).doesNotContainKey("svc-node4");
        }
        // Not at every member: a verdict may arrive before its own check has finished.
        assertThat(others.stream()
                        .map(host -> String.valueOf(
                                Json.list(Json.object(site.node(host).get("/v1/members/node4/why")), "findings"))))
                .as("what they found")
                .anySatisfy(findings ->
                        assertThat(findings).containsPattern("on fresh sockets: UDP (refused|no answer), TCP refused"));

        site.launch(crashed, site.plan(crashed));
        site.up(crashed);
        measured.add("kill -9, restarted: all agree, after it is up", site.settle());
        site.assertNoDeathBut(crashed);
    }

    @Test
    void fifty_restarts_in_a_row_leave_one_live_member_and_affect_no_other(Measurements measured) {
        Host restless = site.host(3);
        Host observer = site.host(2);
        long began = System.nanoTime();
        for (int i = 0; i < RESTARTS; i++) {
            Node node = site.node(restless);
            String before = site.node(observer).generation(restless.member());
            if (i % 2 == 0) {
                node.kill();
            } else {
                node.terminate();
            }
            node.end();
            site.launch(restless, site.plan(restless));
            // Waits until another member sees it, but not until its own API responds, which may take a moment longer.
            site.until("return", () -> {
                Map<String, Object> seen = Json.object(site.node(observer).get("/v1/members/" + restless.member()));
                return "alive".equals(seen.get("status")) && !before.equals(seen.get("generation"));
            });
        }
        site.up(restless);
        measured.add("50 restarts, every second by kill -9: in all", Duration.ofNanos(System.nanoTime() - began));
        measured.add("50 restarts: all agree, after the last", site.settle());
        site.assertNoDeathBut(restless);
    }
}
