package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which numbers of others are believed. */
class PlausibilityTest {

    private static final long SECOND = 1_000_000_000;
    private static final long WALL = 1_700_000_000_000L;
    private static final long NOW_GENERATION = WALL << 16;
    private static final long A_DAY_AHEAD = (WALL + 86_400_000) << 16 | 0xffff;

    private final Plausibility plausibility = new Plausibility(NOW_GENERATION, 0);

    private boolean believed(Message message) {
        return believed(message, 0);
    }

    private boolean believed(Message message, long now) {
        return plausibility.believed(List.of(message), now).equals(List.of(message));
    }

    private static MemberRecord record(long generation, long incarnation, int period, long version) {
        return new MemberRecord(
                "m2",
                generation,
                incarnation,
                Status.ALIVE,
                List.of(Address.ipv4(0x7f000001, 7_700)),
                "",
                1,
                1,
                period,
                version);
    }

    private static Message.Verdict verdict(long generation, long incarnation, long age) {
        return new Message.Verdict("m2", generation, incarnation, Status.DEAD, Evidence.SILENT, List.of(), age);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, NOW_GENERATION, A_DAY_AHEAD})
    void a_generation_up_to_a_day_ahead_is_believed(long generation) {
        assertThat(plausibility.isGeneration(generation, 0)).isTrue();
        assertThat(believed(verdict(generation, 0, 0))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {A_DAY_AHEAD + 1, Long.MAX_VALUE, Long.MIN_VALUE, -2, -1})
    void a_generation_further_ahead_is_not_in_any_message(long generation) {
        List<Message> messages = List.of(
                new Message.Alive(record(generation, 0, 1_000, 0)),
                new Message.Discover(record(generation, 0, 1_000, 0), false),
                verdict(generation, 0, 0),
                new Message.StateDelta("m2", generation, 0, 1, true, List.of()),
                new Message.StateVersion("m2", generation, 1),
                new Message.StateRequest("m2", generation, 1),
                new Message.Gone(1, 1, generation),
                new Message.Examine(1, "m2", generation),
                new Message.Hello(1, 1, "c", "m2", generation, Message.Purpose.SYNC));

        assertThat(plausibility.believed(messages, 0)).isEmpty();
        assertThat(plausibility.refused()).isEqualTo(messages.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {(1L << 56) + 1, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void counters_end_at_two_to_the_56(long beyond) {
        long most = 1L << 56;
        assertThat(plausibility.believed(
                        List.of(
                                new Message.Alive(record(1, most, 1_000, most)),
                                verdict(1, most, 0),
                                new Message.StateDelta(
                                        "m2", 1, most - 1, most, false, List.of(new StateEntry("k", most, null))),
                                new Message.StateVersion("m2", 1, most),
                                new Message.StateRequest("m2", 1, most)),
                        0))
                .hasSize(5);
        assertThat(plausibility.believed(
                        List.of(
                                new Message.Alive(record(1, beyond, 1_000, 0)),
                                new Message.Alive(record(1, 0, 1_000, beyond)),
                                verdict(1, beyond, 0),
                                new Message.StateDelta("m2", 1, beyond, beyond, false, List.of()),
                                new Message.StateDelta("m2", 1, 0, beyond, false, List.of()),
                                new Message.StateDelta(
                                        "m2", 1, 0, 5, false, List.of(new StateEntry("k", beyond, null))),
                                new Message.StateVersion("m2", 1, beyond),
                                new Message.StateRequest("m2", 1, beyond)),
                        0))
                .isEmpty();
    }

    static List<Message> contradictory() {
        return List.of(
                new Message.StateDelta("m2", 1, 6, 5, false, List.of()),
                new Message.StateDelta("m2", 1, 0, 5, false, List.of(new StateEntry("k", 6, null))),
                new Message.StateDelta("m2", 1, 3, 5, false, List.of(new StateEntry("k", 3, null))),
                new Message.StateDelta("m2", 1, 0, 5, false, List.of(new StateEntry("k", 0, null))));
    }

    @ParameterizedTest
    @MethodSource("contradictory")
    void a_delta_that_contradicts_itself_is_refused(Message delta) {
        assertThat(believed(delta)).isFalse();
    }

    @Test
    void ages_periods_timeouts_and_clocks_have_bounds() {
        Address to = Address.ipv4(0x7f000001, 7_700);
        assertThat(believed(verdict(1, 0, 1L << 32))).isTrue();
        assertThat(believed(verdict(1, 0, (1L << 32) + 1))).isFalse();
        assertThat(believed(new Message.Alive(record(1, 0, 86_400_000, 0)))).isTrue();
        assertThat(believed(new Message.Alive(record(1, 0, 86_400_001, 0)))).isFalse();
        assertThat(believed(new Message.PingRequest(1, 1, to, 300_000))).isTrue();
        assertThat(believed(new Message.PingRequest(1, 1, to, 300_001))).isFalse();
        assertThat(believed(hello(1L << 45, 1))).isTrue();
        assertThat(believed(hello((1L << 45) + 1, 1))).isFalse();
    }

    private static Message hello(long clock, long generation) {
        return new Message.Hello(1, 1, "c", "m2", generation, Message.Purpose.JOIN, clock);
    }

    @Test
    void of_digests_and_wants_only_the_bad_ones_go() {
        Message.Digest good = new Message.Digest("m2", 1, 0, Status.ALIVE, 0, 0);
        Message digests = new Message.SyncDigests(
                1,
                new int[] {3},
                List.of(
                        new Message.Digest("m3", -1, 0, Status.ALIVE, 0, 0),
                        good,
                        new Message.Digest("m4", 1, Long.MAX_VALUE, Status.ALIVE, 0, 0),
                        new Message.Digest("m5", 1, 0, Status.DEAD, Long.MAX_VALUE, 0),
                        new Message.Digest("m6", 1, 0, Status.ALIVE, 0, Long.MAX_VALUE)));
        Message wants = new Message.SyncRequest(
                1, List.of(new Message.Wanted("m2", 1, 1), new Message.Wanted("m3", 1, Long.MAX_VALUE)));

        assertThat(plausibility.believed(List.of(digests, wants), 0))
                .containsExactly(
                        new Message.SyncDigests(1, new int[] {3}, List.of(good)),
                        new Message.SyncRequest(1, List.of(new Message.Wanted("m2", 1, 1))));
        assertThat(plausibility.refused()).isEqualTo(2);
    }

    @Test
    void what_is_believed_whole_is_the_list_that_came() {
        List<Message> messages = List.of(new Message.Ping(1, 2, 3), verdict(1, 0, 0));
        assertThat(plausibility.believed(messages, 0)).isSameAs(messages);
        assertThat(plausibility.refused()).isZero();
    }

    @Test
    void the_bound_moves_with_time_and_with_the_wall_clock() {
        Message ahead = verdict((WALL + 86_400_000 + 5_000) << 16, 0, 0);
        assertThat(believed(ahead, 4 * SECOND)).isFalse();
        assertThat(believed(ahead, 5 * SECOND)).isTrue();

        plausibility.wall(WALL - 3_600_000, 6 * SECOND);
        assertThat(believed(ahead, 6 * SECOND)).isFalse();
        plausibility.wall(Long.MAX_VALUE, 7 * SECOND);
        assertThat(believed(verdict(-1, 0, 0), 7 * SECOND))
                .as("whatever the own clock says")
                .isFalse();
        plausibility.wall(Long.MIN_VALUE, 8 * SECOND);
        assertThat(believed(verdict(1, 0, 0), 8 * SECOND)).isTrue();
    }

    @Test
    void a_clock_that_was_met_counts_where_it_is_later_and_goes_on() {
        plausibility.met(WALL - 1, 0);
        assertThat(plausibility.clock(0)).isEqualTo(WALL);
        plausibility.met(WALL + 900_000_000, 0);
        assertThat(plausibility.clock(2 * SECOND)).isEqualTo(WALL + 900_002_000);
        assertThat(plausibility.lastClock()).isEqualTo(WALL + 900_000_000);
        plausibility.met(Long.MAX_VALUE, 0);
        assertThat(plausibility.clock(0)).isEqualTo(WALL + 900_000_000);
    }

    /** A hello comes before the clock that it tells is believed, so its generation is measured by that. */
    @Test
    void a_hello_is_measured_by_the_clock_that_it_tells() {
        long far = WALL + 900_000_000;
        assertThat(believed(hello(far, far << 16))).isTrue();
        assertThat(believed(hello(far, (far + 86_400_001) << 16))).isFalse();
        assertThat(believed(hello(0, far << 16))).isFalse();
    }

    @Test
    void the_bounds_stand_in_the_document() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "wire-protocol.md"));
        assertThat(document)
                .contains(String.format("at most a day (%,d ms) ahead", Plausibility.MAX_AHEAD_MILLIS))
                .contains("| 0 to 2^" + Long.numberOfTrailingZeros(Plausibility.MAX_COUNTER) + ";")
                .contains("| at most 2^" + Long.numberOfTrailingZeros(Plausibility.MAX_AGE_MILLIS) + " ms, 49 days |")
                .contains(String.format("| at most %,d ms |", Plausibility.MAX_PERIOD_MILLIS))
                .contains(String.format("| at most %,d ms |", Plausibility.MAX_TIMEOUT_MILLIS))
                .contains("| at most 2^" + Long.numberOfTrailingZeros(Plausibility.MAX_CLOCK_MILLIS) + " ms,");
    }
}
