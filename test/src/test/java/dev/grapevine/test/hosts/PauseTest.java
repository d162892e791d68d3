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

/** Processes that stop and go on, as in a debugger, a frozen container or a migrated machine. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(Measurements.Resolver.class)
final class PauseTest {

    @RegisterExtension
    private final Site site = Site.of(5);

    private void signal(Host host, String signal) {
        Command.run("kill", "-" + signal, String.valueOf(site.node(host).pid()));
    }

    @Test
    void a_pause_of_three_seconds_is_no_death(Measurements measured) {
        Host paused = site.host(2);
        signal(paused, "STOP");
        site.watch(Duration.ofSeconds(3));
        signal(paused, "CONT");
        measured.add("SIGSTOP for 3 s: all agree, after SIGCONT", site.settle());
        // What it would do next, had it not noticed that it had slept.
        site.watch(Duration.ofSeconds(6));
        site.settle();
        site.assertNoDeathBut();
    }

    @Test
    void a_pause_of_thirty_seconds_is_a_death_by_silence_and_a_return_that_harms_nobody(Measurements measured) {
        Host paused = site.host(4);
        List<Host> others = site.without(paused);
        long began = System.nanoTime();
        signal(paused, "STOP");
        Duration known = site.untilTold(others, "FAILED", paused, began);
        measured.add("SIGSTOP: all others know", known);
        site.watch(Duration.ofSeconds(30).minusNanos(System.nanoTime() - began));
        signal(paused, "CONT");
        measured.add("SIGSTOP for 30 s: all agree, after SIGCONT", site.settle());
        site.watch(Duration.ofSeconds(6));
        site.settle();
        site.assertNoDeathBut(paused);
        assertThat(site.events("FAILED"))
                .allSatisfy(seen -> assertThat(seen.fields()).containsEntry("evidence", "SILENT"));
    }
}
