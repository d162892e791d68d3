package dev.grapevine.core.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.config.Profile;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private static final long MILLI = 1_000_000;

    private final View view = Samples.viewOf(1);
    private final Timers timers = new Timers();
    private final RecordingPort port = new RecordingPort();

    private Readiness expecting(int members) {
        Readiness readiness = new Readiness(Settings.of(Profile.LAN), members, view, port, timers);
        readiness.start(0);
        return readiness;
    }

    private void runUntil(long millis) {
        while (timers.size() > 0 && timers.next() <= millis * MILLI) {
            timers.run(timers.next());
        }
    }

    private void join(int i) {
        Samples.put(view, Samples.member(i), 0);
    }

    @Test
    void alone_it_is_ready_after_three_windows() {
        Readiness readiness = expecting(1);
        runUntil(1_499);
        assertThat(readiness.ready()).isFalse();
        runUntil(1_500);
        assertThat(readiness.ready()).isTrue();
        assertThat(port.events).containsExactly(new Event.Ready(1));
    }

    @Test
    void once_synced_it_is_ready_when_the_view_was_still_for_a_window() {
        Readiness readiness = expecting(1);
        runUntil(300);
        join(2);
        readiness.synced();
        runUntil(800);
        assertThat(readiness.ready()).isFalse();
        runUntil(875);
        assertThat(readiness.ready()).as("seen to change at 375").isTrue();
        assertThat(port.events).containsExactly(new Event.Ready(2));
    }

    @Test
    void however_restless_the_view_is_it_is_ready_after_three_windows() {
        Readiness readiness = expecting(1);
        readiness.synced();
        for (int i = 2; i < 17; i++) {
            join(i);
            runUntil(i * 90L);
        }
        assertThat(readiness.ready()).isFalse();
        join(17);
        runUntil(1_500);
        assertThat(readiness.ready()).isTrue();
    }

    @Test
    void where_members_are_expected_it_waits_for_them_and_no_longer() {
        Readiness readiness = expecting(3);
        readiness.synced();
        runUntil(60_000);
        assertThat(readiness.ready()).isFalse();
        join(2);
        join(3);
        runUntil(60_125);
        assertThat(readiness.ready()).isTrue();
        assertThat(port.events).containsExactly(new Event.Ready(3));
    }

    @Test
    void while_its_name_is_unclear_it_is_not() {
        Readiness readiness = expecting(1);
        readiness.hold(true);
        runUntil(10_000);
        assertThat(readiness.ready()).isFalse();
        readiness.hold(false);
        runUntil(10_125);
        assertThat(readiness.ready()).isTrue();
    }

    @Test
    void ready_is_said_once() {
        expecting(1);
        runUntil(60_000);
        assertThat(port.events).hasSize(1);
        assertThat(timers.size()).isZero();
    }
}
