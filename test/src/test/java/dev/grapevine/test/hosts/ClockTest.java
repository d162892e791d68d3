package dev.grapevine.test.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.grapevine.test.Measurements;
import dev.grapevine.test.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Wall clocks that step, forward and back, while a member is running and between two starts of it. Needs libfaketime.
 */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(Measurements.Injection.class)
final class ClockTest {

    @RegisterExtension
    private final Site site = Site.of(3);

    private Path offset = Path.of("");
    private Host host;

    /** Restarts an agent of the site with a clock whose offset is read from a file. */
    @BeforeEach
    void fake() throws IOException {
        Optional<Path> library = library();
        assumeTrue(library.isPresent(), () -> {
            System.out.println("SKIPPED ClockTest: it needs libfaketime");
            return "it needs libfaketime";
        });
        offset = Program.output().resolve("clock-offset");
        step("+0");
        host = site.host(2);
        // A member whose clock has just jumped by a day drops its view, and could tell nobody that it leaves.
        site.letPass(Duration.ofSeconds(2));
        site.settle();
        site.node(host).terminate();
        site.node(host).end();
        start(library.orElseThrow());
        site.settle();
    }

    private static Optional<Path> library() {
        return List.of("x86_64-linux-gnu", "aarch64-linux-gnu").stream()
                .map(kind -> Path.of("/usr/lib", kind, "faketime/libfaketimeMT.so.1"))
                .filter(Files::exists)
                .findFirst();
    }

    private void start(Path library) {
        Map<String, String> clock = Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                offset.toAbsolutePath().toString(),
                "FAKETIME_NO_CACHE",
                "1",
                // As with a real step, only the wall clock moves.
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1");
        site.launch(host, site.plan(host, clock));
        site.up(host);
    }

    /**
     * Sets the clock, atomically for its readers.
     *
     * @param by offset from the right time in seconds, such as {@code -3600} or {@code +1.5}
     */
    private void step(String by) throws IOException {
        Path fresh = Files.writeString(offset.resolveSibling("clock-offset.new"), by + "\n");
        Files.move(fresh, offset, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** How far the agent's clock is ahead of the clock of this process, to the second. */
    private Duration ahead() throws IOException {
        String date = site.node(host)
                .send("GET", "/healthz", "")
                .headers()
                .firstValue("Date")
                .orElseThrow();
        Instant said =
                ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        return Duration.between(Instant.now(), said);
    }

    @Test
    void a_clock_that_steps_two_hours_forward_and_back_causes_no_death(Measurements measured) throws IOException {
        step("+7200");
        site.letPass(Duration.ofSeconds(8));
        assertThat(ahead()).isBetween(Duration.ofMinutes(119), Duration.ofMinutes(121));
        measured.add("clock two hours ahead: all agree", site.settle());
        step("+0");
        site.letPass(Duration.ofSeconds(8));
        measured.add("clock right again: all agree", site.settle());
        site.assertNoDeathBut();
    }

    @Test
    void a_clock_that_jumps_back_and_forth_causes_no_death(Measurements measured) throws IOException {
        for (int i = 0; i < 10; i++) {
            step(i % 2 == 0 ? "+5" : "-5");
            site.letPass(Duration.ofMillis(900));
        }
        step("+0");
        measured.add("clock jumped by 10 s, ten times: all agree", site.settle());
        site.assertNoDeathBut();
    }

    @Test
    void a_member_that_returns_with_a_clock_a_day_behind_and_no_data_folder_is_accepted(Measurements measured)
            throws IOException {
        String before = site.node(site.host(1)).generation(host.member());
        step("-86400");
        site.node(host).kill();
        site.node(host).end();
        start(library().orElseThrow());
        assertThat(ahead()).isLessThan(Duration.ofHours(-23));
        measured.add("return with a clock a day behind: all agree, after it is up", site.settle());
        assertThat(site.hosts())
                .allSatisfy(observer -> assertThat(
                                Long.parseUnsignedLong(site.node(observer).generation(host.member())))
                        .isGreaterThan(Long.parseUnsignedLong(before)));
        site.assertNoDeathBut(host);
    }
}
