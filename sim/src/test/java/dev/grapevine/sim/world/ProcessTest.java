package dev.grapevine.sim.world;

import static dev.grapevine.sim.world.Worlds.MS;
import static dev.grapevine.sim.world.Worlds.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProcessTest {

    private final World world = Worlds.exact();
    private final RecordingProgram a = RecordingProgram.on(world.addHost("a"));
    private final RecordingProgram b = RecordingProgram.on(world.addHost("b"));

    private static Process process(RecordingProgram recorder) {
        return Objects.requireNonNull(recorder.host.process());
    }

    @Test
    void a_timer_runs_when_it_is_due() {
        b.tickAt(250 * MS);
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start", "tick 250");
        assertThat(b.times.get(1)).isBetween(250 * MS, 250 * MS + 1);
    }

    @Test
    void input_of_the_same_instant_comes_before_the_timer() {
        b.tickAt(MS - 1);
        a.send(b, 1);
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start", "receive 1", "tick 1");
    }

    @Test
    void a_timer_that_was_moved_ahead_runs_once_at_the_new_time() {
        b.tickAt(500 * MS);
        b.tickAt(100 * MS);
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start", "tick 100");
    }

    @Test
    void after_a_pause_all_input_comes_first_and_then_the_late_timer() {
        b.tickAt(100 * MS);
        world.at(50 * MS, process(b)::hang);
        world.at(200 * MS, () -> a.send(b, 1));
        world.at(300 * MS, () -> a.send(b, 2));
        world.at(900 * MS, process(b)::resume);
        world.runUntil(899 * MS);
        assertThat(b.heard).containsExactly("start");
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start", "receive 1", "receive 2", "tick 900");
    }

    @Test
    void a_hanging_process_buffers_a_limited_number_of_datagrams() {
        process(b).hang();
        for (int i = 0; i < 300; i++) {
            a.send(b, i);
        }
        world.runUntil(SECOND);
        process(b).resume();
        assertThat(b.heard).hasSize(1 + 256).endsWith("receive 255");
        assertThat(b.host.traffic().datagramsDropped()).isEqualTo(44);
        assertThat(b.host.traffic().datagramsReceived()).isEqualTo(256);
    }

    @Test
    void on_a_slow_processor_inputs_queue_and_a_due_timer_waits_for_those_before_it() {
        b.host.setServiceTime(100 * MS);
        b.tickAt(150 * MS);
        for (int i = 0; i < 3; i++) {
            a.send(b, i);
        }
        world.at(200 * MS, () -> a.send(b, 3));
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start", "receive 0", "receive 1", "receive 2", "tick 301", "receive 3");
        assertThat(b.times).containsExactly(0L, 101 * MS, 201 * MS, 301 * MS, 301 * MS, 401 * MS);
    }

    @Test
    void a_killed_process_is_gone_with_its_queue_and_a_new_one_starts_blank() {
        process(b).hang();
        a.send(b, 1);
        world.runUntil(SECOND);
        b.host.crash();
        assertThat(b.host.process()).isNull();
        RecordingProgram next = RecordingProgram.on(b.host);
        a.send(next, 2);
        world.runUntil(2 * SECOND);
        assertThat(b.heard).containsExactly("start");
        assertThat(next.heard).containsExactly("start", "receive 2");
    }

    @Test
    void a_program_that_ends_by_itself_ends_its_process() {
        a.port.openStream(b.address());
        world.runUntil(SECOND);
        process(b).call((program, now) -> b.stop());
        world.runUntil(2 * SECOND);
        assertThat(b.host.process()).isNull();
        assertThat(a.heard).containsExactly("start", "opened 1", "closed 1 END");
    }

    @Test
    void a_sleeping_host_hears_nothing_and_its_monotonic_clock_stands_still() {
        long wall = b.host.wallMillis();
        long monotonic = b.host.monotonicNow();
        b.tickAt(100 * MS);
        b.host.sleep();
        world.at(SECOND, () -> a.send(b, 1));
        world.at(10 * SECOND, b.host::wake);
        world.runUntil(10 * SECOND);
        assertThat(b.host.monotonicNow()).isEqualTo(monotonic);
        assertThat(b.host.wallMillis()).isEqualTo(wall + 10_000);
        world.runUntil(11 * SECOND);
        assertThat(b.heard).containsExactly("start", "tick 100");
    }

    @Test
    void clocks_are_skewed_and_stepped_each_on_its_own() {
        Host host = a.host;
        long wall = host.wallMillis();
        long monotonic = host.monotonicNow();
        host.skewClock(500);
        host.stepClock(-5_000);
        world.runUntil(10 * SECOND);
        assertThat(host.monotonicNow() - monotonic).isEqualTo(10 * SECOND + 5 * MS);
        assertThat(host.wallMillis() - wall).isEqualTo(5_000);
        assertThat(b.host.wallMillis()).isEqualTo(HostClock.WALL_START_MILLIS + 10_000);
    }

    @Test
    void a_timer_on_a_skewed_clock_is_due_by_that_clock() {
        b.host.skewClock(100_000);
        b.tickAt(SECOND);
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start", "tick 1000");
        assertThat(b.times.get(1)).isBetween(909 * MS, 910 * MS);
    }

    @Test
    void generations_follow_the_wall_clock() {
        long first = a.host.nextGeneration();
        world.runUntil(2);
        long second = a.host.nextGeneration();
        a.host.stepClock(1);
        long third = a.host.nextGeneration();
        assertThat(first >>> 16).isEqualTo(HostClock.WALL_START_MILLIS);
        assertThat(second).isNotEqualTo(first);
        assertThat(third >>> 16).isEqualTo(HostClock.WALL_START_MILLIS + 1);
    }

    @Test
    void clocks_start_anywhere_and_some_just_before_they_overflow() {
        World rough = Worlds.rough(1);
        List<RecordingProgram> recorders = IntStream.range(0, 64)
                .mapToObj(i -> RecordingProgram.on(rough.addHost("h" + i)))
                .toList();
        List<Long> starts = recorders.stream().map(r -> r.host.monotonicNow()).toList();
        recorders.forEach(recorder -> recorder.tickAt(61 * SECOND));
        rough.runUntil(62 * SECOND);
        assertThat(recorders).allSatisfy(r -> assertThat(r.heard).containsExactly("start", "tick 61000"));
        long overflown = recorders.stream()
                .filter(r -> starts.get(recorders.indexOf(r)) > 0 && r.host.monotonicNow() < 0)
                .count();
        assertThat(overflown).isPositive();
    }

    @Test
    void a_host_runs_one_process_at_a_time() {
        assertThatThrownBy(() -> RecordingProgram.on(a.host)).hasMessage("a process runs on a already");
    }

    @Test
    void a_program_whose_timer_stands_still_ends_the_run() {
        RecordingProgram c = RecordingProgram.on(world.addHost("c"));
        c.tickForEver();
        assertThatThrownBy(() -> world.runUntil(SECOND))
                .hasMessage("the timer of c is due again and again at the same time");
    }
}
