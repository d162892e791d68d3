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

/** Processes that are stopped and continued, as in a debugger, a paused container or a migrated machine. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(Measurements.Injection.class)
final class PauseTest {

    @RegisterExtension
    private final Site site = Site.of(5);

    private void signal(Host host, String signal) {
        Command.run("kill", "-" + signal, String.valueOf(site.node(host).pid()));
    }

    @Test
    void a_pause_of_three_seconds_causes_no_death(Measurements measured) {
        Host paused = site.host(2);
        signal(paused, "STOP");
        site.letPass(Duration.ofSeconds(3));
        signal(paused, "CONT");
        measured.add("SIGSTOP for 3 s: all agree, after SIGCONT", site.settle());
        // Time for the accusations that it would make if it had not noticed its own pause.
        site.letPass(Duration.ofSeconds(6));
        site.settle();
        site.assertNoDeathBut();
    }

    @Test
    void a_pause_of_thirty_seconds_is_a_death_by_silence_and_the_return_affects_no_other(Measurements measured) {
        Host paused = site.host(4);
        List<Host> others = site.without(paused);
        long began = System.nanoTime();
        signal(paused, "STOP");
        Duration known = site.untilTold(others, "FAILED", paused, began);
        measured.add("SIGSTOP: all others know", known);
        site.letPass(Duration.ofSeconds(30).minusNanos(System.nanoTime() - began));
        signal(paused, "CONT");
        measured.add("SIGSTOP for 30 s: all agree, after SIGCONT", site.settle());
        site.letPass(Duration.ofSeconds(6));
        site.settle();
        site.assertNoDeathBut(paused);
        assertThat(site.events("FAILED"))
                .allSatisfy(seen -> assertThat(seen.fields()).containsEntry("evidence", "SILENT"));
    }
}
