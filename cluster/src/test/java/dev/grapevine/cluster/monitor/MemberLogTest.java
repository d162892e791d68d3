package dev.grapevine.cluster.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.cluster.Event;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.Member;
import dev.grapevine.model.Status;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemberLogTest {

    private static final long MINUTE = 60_000_000_000L;

    /** Keeps the lines at INFO and above. */
    private static final class Lines implements Logger {
        final List<String> written = new ArrayList<>();

        @Override
        public String getName() {
            return "lines";
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= Level.INFO.getSeverity();
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            written.add(level + " " + message);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            written.add(level + " " + format);
        }
    }

    private final Lines lines = new Lines();
    private final MemberLog log = new MemberLog(lines, "m1");

    private static Member member(int i) {
        return new Member(
                "m" + i,
                1,
                0,
                Status.ALIVE,
                List.of(Address.ipv4(10 << 24 | i, 7_700)),
                "",
                Set.of(),
                Map.of(),
                Instant.EPOCH,
                i == 1,
                false,
                false);
    }

    private void ready(int members) {
        log.write(List.of(new Event.Ready(JoinOutcome.JOINED, members)), 0);
        lines.written.clear();
    }

    @Test
    void the_members_that_a_joiner_finds_are_one_line() {
        List<Event> found = new ArrayList<>();
        IntStream.rangeClosed(2, 40).forEach(i -> found.add(new Event.Joined(member(i))));
        log.write(found, 0);
        log.write(List.of(new Event.Ready(JoinOutcome.JOINED, 40)), 1);
        assertThat(lines.written).containsExactly("INFO m1: ready: 40 members are live");
    }

    @Test
    void what_happens_to_one_member_is_a_line_with_the_reason() {
        ready(3);
        log.write(List.of(new Event.Joined(member(4))), 0);
        log.write(
                List.of(new Event.Failed(member(2), Evidence.REFUSED, List.of("m1", "m3"), Duration.ofMillis(210))), 1);
        log.write(List.of(new Event.Recovered(member(2), true)), 2);
        log.write(List.of(new Event.Left(member(3))), 3);
        assertThat(lines.written)
                .containsExactly(
                        "INFO m1: m4 (10.0.0.4:7700) joined",
                        "WARNING m1: m2 failed: REFUSED, found by m1, m3, after 210 ms",
                        "INFO m1: m2 is back: it had been declared dead",
                        "INFO m1: m3 left");
    }

    @Test
    void what_happens_to_many_members_together_is_one_line() {
        ready(30);
        List<Event> failed = new ArrayList<>();
        IntStream.rangeClosed(2, 9)
                .forEach(i -> failed.add(new Event.Failed(member(i), Evidence.SILENT, List.of(), Duration.ZERO)));
        log.write(failed, 0);
        assertThat(lines.written).containsExactly("WARNING m1: 8 members failed: m2, m3, m4, m5, m6 and 3 more");
    }

    @Test
    void while_all_is_well_nothing_is_written() {
        ready(3);
        log.write(
                List.of(
                        new Event.Suspected(member(2), Evidence.SILENT, List.of("m3")),
                        new Event.Recovered(member(2), false),
                        new Event.Updated(member(2)),
                        new Event.Stalled(Duration.ofSeconds(1))),
                0);
        assertThat(lines.written).isEmpty();
    }

    @Test
    void only_what_may_lead_to_a_line_is_wanted() {
        assertThat(log.wants(new Event.Joined(member(2)))).isTrue();
        assertThat(log.wants(new Event.Merged(1))).isTrue();
        assertThat(log.wants(new Event.Suspected(member(2), Evidence.SILENT, List.of())))
                .isFalse();
        assertThat(log.wants(new Event.Updated(member(2)))).isFalse();
        log.lost(7);
        assertThat(lines.written)
                .containsExactly("WARNING m1: 7 events are missing here: the log was too slow for them");
    }

    @Test
    void strangers_are_mentioned_once_a_minute_with_their_number() {
        ready(3);
        Event stranger = new Event.Mismatch(Address.ipv4(10 << 24 | 9, 7_700), "this is cluster blue,\nnot red");
        for (int i = 0; i < 1_000; i++) {
            log.write(List.of(stranger), i);
        }
        log.write(List.of(stranger), MINUTE);
        assertThat(lines.written)
                .containsExactly(
                        "WARNING m1: 10.0.0.9:7700: this is cluster blue,\\nnot red",
                        "WARNING m1: 10.0.0.9:7700: this is cluster blue,\\nnot red (and 999 more like this before)");
    }

    @Test
    void strangers_that_pretend_to_be_members_cannot_fill_the_log() {
        ready(3);
        for (int i = 0; i < 1_000; i++) {
            log.write(List.of(new Event.Joined(member(i))), i);
            log.write(List.of(new Event.NameConflict("m1", Address.ipv4(10 << 24 | 9, 7_700), false)), i);
        }
        assertThat(lines.written).hasSize(200);
        log.write(List.of(new Event.Joined(member(7))), MINUTE);
        assertThat(lines.written)
                .last()
                .isEqualTo("INFO m1: m7 (10.0.0.7:7700) joined (and 900 more like this before)");
    }

    @Test
    void a_member_that_no_seed_answers_says_what_that_means() {
        log.write(
                List.of(
                        new Event.Ready(JoinOutcome.ALONE, 1),
                        new Event.Alone(List.of("a:1"), Duration.ofMillis(31_500))),
                0);
        assertThat(lines.written)
                .containsExactly(
                        "INFO m1: ready: alone",
                        "WARNING m1: no seed has answered for 31 s (a:1): this member is a cluster of its own until one"
                                + " does");
    }
}
