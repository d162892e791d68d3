package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Plausibility;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers at the ends of their ranges, said of this member and of others. */
class PeerNumbersTest {

    private static final long DAY = 86_400_000;

    private final PeerBench bench = new PeerBench();

    @BeforeEach
    void know_some() {
        bench.know(4).pass(500).forget();
    }

    private static Message.Verdict dead(String name, long generation, long incarnation) {
        return new Message.Verdict(name, generation, incarnation, Status.DEAD, Evidence.SILENT, List.of("m2"), 0);
    }

    private long refused() {
        return bench.peer.stats().dropped().getOrDefault(DropReason.IMPLAUSIBLE, 0L);
    }

    private void assertOwnRecordCanBeSent() {
        assertThat(Codec.encode(List.of(new Message.Alive(bench.peer.self())))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -2, Long.MAX_VALUE, Long.MIN_VALUE})
    void a_death_at_the_last_generations_is_refused_of_anybody(long generation) {
        bench.hear(2, dead("m1", generation, 0), dead("m3", generation, 0), dead("m9", generation, 0));

        assertThat(bench.peer.self().generation()).isEqualTo(1_000);
        assertThat(bench.member(3).status()).isEqualTo(Status.ALIVE);
        assertThat(bench.peer.questions().member("m9")).isNull();
        assertThat(refused()).isEqualTo(3);
    }

    @Test
    void the_highest_incarnation_that_is_believed_is_refuted_by_a_new_generation() {
        bench.hear(2, dead("m1", 1_000, Long.MAX_VALUE));
        assertThat(bench.peer.self().incarnation()).isZero();

        bench.hear(2, dead("m1", 1_000, Plausibility.MAX_COUNTER - 1));
        assertThat(bench.peer.self().incarnation()).isEqualTo(Plausibility.MAX_COUNTER);
        assertOwnRecordCanBeSent();

        bench.hear(2, dead("m1", 1_000, Plausibility.MAX_COUNTER));
        assertThat(bench.peer.self().generation()).isEqualTo(1_001);
        assertThat(bench.peer.self().incarnation()).isZero();
        assertThat(bench.peer.self().status()).isEqualTo(Status.ALIVE);
        assertOwnRecordCanBeSent();
    }

    @Test
    void a_change_of_addresses_at_the_highest_incarnation_takes_a_new_generation() {
        bench.hear(2, dead("m1", 1_000, Plausibility.MAX_COUNTER - 1));
        bench.peer.commands().readdress(List.of(address(50)), bench.now());
        assertThat(bench.peer.self().generation()).isEqualTo(1_001);
        assertThat(bench.peer.self().addresses()).containsExactly(address(50));
        assertOwnRecordCanBeSent();
    }

    @Test
    void a_stream_of_numbers_that_are_not_believed_is_one_notice_a_minute() {
        for (int i = 0; i < 100; i++) {
            bench.hear(2, dead("m1", -1, i)).pass(100);
        }
        assertThat(refused()).isEqualTo(100);
        assertThat(bench.port.events(PeerEvent.Mismatch.class))
                .singleElement()
                .satisfies(notice -> assertThat(notice.text()).contains("in 1 packets"));
        bench.pass(51_000).hear(2, dead("m1", -1, 0));
        assertThat(bench.port.events(PeerEvent.Mismatch.class))
                .last()
                .satisfies(notice -> assertThat(notice.text()).contains("in 100 packets"));
    }

    @Test
    void what_is_not_believed_is_not_believed_on_a_stream_either() {
        long channel = bench.accept(2, new Message.Hello(1, 1, "test", "m2", 1, Message.Purpose.SYNC));
        bench.write(
                channel,
                new Message.SyncBuckets(7, new int[256]),
                dead("m3", -1, 0),
                new Message.SyncRequest(7, List.of()));
        assertThat(bench.member(3).status()).isEqualTo(Status.ALIVE);
        assertThat(refused()).isEqualTo(1);
    }

    // ---- clocks

    @Test
    void a_process_without_the_time_of_day_believes_the_clock_of_the_cluster_that_it_joins() {
        long theirs = 1_700_000_000_000L;
        PeerBench joiner = new PeerBench(PeerBench.config(Settings.of(Profile.LAN), List.of(), List.of(address(2)), 1));
        joiner.pass(1);
        long channel = joiner.channelTo(2, Message.Purpose.JOIN);
        joiner.write(channel, new Message.Hello(1, 1, "test", "m2", theirs << 16, Message.Purpose.JOIN, theirs));
        joiner.hear(2, new Message.Alive(member(2).withGeneration(theirs << 16)));
        joiner.pass(5_000).hear(3, new Message.Alive(member(3).withGeneration((theirs + DAY + 4_000) << 16)));

        assertThat(joiner.member(2).generation()).isEqualTo(theirs << 16);
        assertThat(joiner.member(3).status()).isEqualTo(Status.ALIVE);
    }

    @Test
    void a_member_of_a_cluster_takes_over_no_clock() {
        long theirs = 1_700_000_000_000L;
        bench.accept(5, new Message.Hello(1, 1, "test", "m5", theirs << 16, Message.Purpose.JOIN, theirs));
        bench.hear(5, new Message.Alive(member(5).withGeneration(theirs << 16)));
        assertThat(bench.peer.questions().member("m5")).isNull();
    }

    @Test
    void a_process_of_another_cluster_sets_no_clock() {
        PeerBench lone = new PeerBench();
        long theirs = 1_700_000_000_000L;
        lone.accept(5, new Message.Hello(1, 1, "other", "m5", theirs << 16, Message.Purpose.JOIN, theirs));
        lone.hear(5, new Message.Alive(member(5).withGeneration(theirs << 16)));
        assertThat(lone.peer.questions().member("m5")).isNull();
    }

    @Test
    void a_generation_a_day_ahead_is_passed_and_stays_believable() {
        long ahead = (1_000_000 + 500 + DAY) << 16;
        bench.hear(2, dead("m1", ahead, 0));
        assertThat(bench.peer.self().generation()).isEqualTo(ahead + 1);
        assertOwnRecordCanBeSent();
    }
}
