package dev.grapevine.sim.world;

import static dev.grapevine.sim.world.Worlds.MS;
import static dev.grapevine.sim.world.Worlds.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTest {

    private final World world = Worlds.exact();
    private final RecordingProgram a = RecordingProgram.on(world.addHost("a"));
    private final RecordingProgram b = RecordingProgram.on(world.addHost("b"));

    @BeforeEach
    void open() {
        a.port.openStream(b.address());
    }

    private void opened() {
        world.runUntil(SECOND);
        assertThat(a.heard).containsExactly("start", "opened 1");
        assertThat(b.heard).containsExactly("start", "accepted 1");
    }

    private void cut(String from, String to) {
        world.network().change("cut", new HostSelector(from), new HostSelector(to), link -> link.withCut(true));
    }

    private void write(RecordingProgram from, int number) {
        from.port.write(1, RecordingProgram.message(number));
    }

    private static List<String> after(RecordingProgram recorder, int count) {
        return recorder.heard.subList(count, recorder.heard.size());
    }

    @Test
    void it_opens_in_one_round_trip_and_is_accepted_half_a_round_trip_later() {
        opened();
        assertThat(a.times).containsExactly(0L, 2 * MS);
        assertThat(b.times).containsExactly(0L, 3 * MS);
    }

    @Test
    void what_is_written_before_it_opens_is_sent_then() {
        write(a, 7);
        world.runUntil(SECOND);
        assertThat(b.heard).containsExactly("start", "accepted 1", "received 1: 7");
    }

    @Test
    void it_carries_both_ways_and_its_end_comes_after_the_last_message() {
        opened();
        write(a, 1);
        write(b, 2);
        write(a, 3);
        world.runUntil(2 * SECOND);
        b.port.write(1, RecordingProgram.message(4));
        b.port.close(1);
        world.runUntil(3 * SECOND);
        assertThat(after(a, 2)).containsExactly("received 1: 2", "received 1: 4", "closed 1 END");
        assertThat(after(b, 2)).containsExactly("received 1: 1", "received 1: 3");
    }

    @Test
    void it_keeps_order_on_a_link_that_jitters_and_loses() {
        opened();
        world.network().setBase(Link.of(Delay.uniform(0, 20 * MS)).withLoss(0.2));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            write(a, i);
            expected.add("received 1: " + i);
        }
        world.runUntil(60 * SECOND);
        assertThat(after(b, 2)).isEqualTo(expected);
        assertThat(b.times.get(b.times.size() - 1)).isGreaterThan(1_200 * MS);
    }

    @Test
    void when_nothing_listens_it_is_refused() {
        b.host.crash();
        world.runUntil(SECOND);
        assertThat(a.heard).containsExactly("start", "closed 1 REFUSED");
    }

    @Test
    void when_the_host_is_lost_it_times_out() {
        b.host.lose();
        world.runUntil(10 * SECOND);
        assertThat(a.heard).containsExactly("start", "closed 1 TIMEOUT");
        assertThat(a.times).containsExactly(0L, 3 * SECOND);
    }

    @Test
    void when_the_path_opens_within_the_connect_timeout_a_repeated_handshake_succeeds() {
        RecordingProgram c = RecordingProgram.on(world.addHost("c"));
        cut("c", "b");
        c.port.openStream(b.address());
        world.at(500 * MS, world.network()::heal);
        world.runUntil(2 * SECOND);
        assertThat(c.heard).containsExactly("start", "opened 1");
        assertThat(c.times).containsExactly(0L, SECOND + 2 * MS);
    }

    @Test
    void a_killed_process_ends_its_streams() {
        opened();
        b.host.crash();
        world.runUntil(2 * SECOND);
        assertThat(after(a, 2)).containsExactly("closed 1 END");
        assertThat(a.times.get(2)).isEqualTo(SECOND + MS);
    }

    @Test
    void a_process_killed_with_unread_input_resets_its_streams() {
        opened();
        hang(b);
        write(a, 1);
        world.runUntil(2 * SECOND);
        b.host.crash();
        world.runUntil(3 * SECOND);
        assertThat(after(a, 2)).containsExactly("closed 1 RESET");
    }

    @Test
    void writing_to_a_host_that_came_back_is_answered_by_a_reset() {
        opened();
        b.host.lose();
        world.runUntil(2 * SECOND);
        assertThat(after(a, 2)).isEmpty();
        RecordingProgram.on(b.host);
        write(a, 1);
        world.runUntil(3 * SECOND);
        assertThat(after(a, 2)).containsExactly("closed 1 RESET");
    }

    @Test
    void an_idle_stream_to_a_lost_host_stays_silent() {
        opened();
        b.host.lose();
        world.runUntil(100 * SECOND);
        assertThat(after(a, 2)).isEmpty();
    }

    @Test
    void what_is_written_to_a_lost_host_times_out() {
        opened();
        b.host.lose();
        write(a, 1);
        world.runUntil(100 * SECOND);
        assertThat(after(a, 2)).containsExactly("closed 1 TIMEOUT");
        assertThat(a.times.get(2)).isBetween(16 * SECOND, 19 * SECOND);
    }

    @Test
    void a_cut_stream_neither_closes_nor_delivers_until_it_is_healed() {
        opened();
        cut("a", "b");
        write(a, 1);
        write(a, 2);
        a.port.close(1);
        world.runUntil(9 * SECOND);
        assertThat(after(b, 2)).isEmpty();
        world.network().heal();
        world.runUntil(13 * SECOND);
        assertThat(after(b, 2)).containsExactly("received 1: 1", "received 1: 2", "closed 1 END");
    }

    @Test
    void a_cut_stream_ends_after_the_user_timeout() {
        opened();
        cut("a", "b");
        write(a, 1);
        world.runUntil(30 * SECOND);
        world.network().heal();
        world.runUntil(60 * SECOND);
        assertThat(after(a, 2)).containsExactly("closed 1 TIMEOUT");
        assertThat(after(b, 2)).isEmpty();
    }

    @Test
    void when_the_return_path_is_cut_it_delivers_but_the_sender_gives_up() {
        opened();
        cut("b", "a");
        write(a, 1);
        world.runUntil(30 * SECOND);
        assertThat(after(b, 2)).containsExactly("received 1: 1");
        assertThat(after(a, 2)).containsExactly("closed 1 TIMEOUT");
    }

    @Test
    void a_damaged_stream_is_garbled_here_and_reset_there() {
        opened();
        world.network().change("corrupt", HostSelector.ALL, HostSelector.ALL, link -> link.withCorrupt(1));
        write(a, 1);
        world.runUntil(2 * SECOND);
        assertThat(after(b, 2)).containsExactly("closed 1 GARBLED");
        assertThat(after(a, 2)).containsExactly("closed 1 RESET");
    }

    @Test
    void a_firewall_that_rejects_resets_what_was_open() {
        opened();
        world.network().change("reject", HostSelector.ALL, HostSelector.ALL, link -> link.withRejects(true));
        write(a, 1);
        world.runUntil(2 * SECOND);
        assertThat(after(a, 2)).containsExactly("closed 1 RESET");
    }

    @Test
    void the_kernel_of_a_hanging_process_accepts_and_buffers() {
        hang(b);
        write(a, 1);
        world.runUntil(SECOND);
        assertThat(a.heard).containsExactly("start", "opened 1");
        assertThat(b.heard).containsExactly("start");
        resume(b);
        assertThat(b.heard).containsExactly("start", "accepted 1", "received 1: 1");
    }

    @Test
    void a_program_that_closed_hears_no_more_of_it() {
        opened();
        write(b, 1);
        a.port.close(1);
        world.runUntil(2 * SECOND);
        assertThat(after(a, 2)).isEmpty();
        assertThat(after(b, 2)).containsExactly("closed 1 END");
    }

    @Test
    void a_host_can_connect_to_itself() {
        long self = a.port.openStream(a.address());
        world.runUntil(SECOND);
        assertThat(a.heard).contains("opened " + self, "accepted 3");
    }

    private static void hang(RecordingProgram recorder) {
        process(recorder).hang();
    }

    private static void resume(RecordingProgram recorder) {
        process(recorder).resume();
    }

    private static Process process(RecordingProgram recorder) {
        return Objects.requireNonNull(recorder.host.process());
    }
}
