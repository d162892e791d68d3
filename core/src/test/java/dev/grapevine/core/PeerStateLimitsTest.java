package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.ServiceRegistry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Purpose;
import dev.grapevine.core.wire.Plausibility;
import dev.grapevine.core.wire.ServiceCodec;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.core.wire.StateKeys;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.StateLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How much of others' state is taken, and whose word on a state counts. */
class PeerStateLimitsTest {

    private static final ServiceInstance WEB =
            ServiceInstance.named("web").port(8_000).build();

    private final PeerBench bench = new PeerBench();

    private static Message.StateDelta delta(long from, long to, List<StateEntry> entries) {
        return new Message.StateDelta("m2", 1, from, to, from == 0, entries);
    }

    private static List<StateEntry> entries(long from, long to) {
        List<StateEntry> entries = new ArrayList<>();
        for (long version = from; version <= to; version++) {
            entries.add(new StateEntry(StateKeys.metadata("k" + version), version, new byte[] {'x'}));
        }
        return entries;
    }

    private long limited() {
        return bench.peer.stats().dropped().getOrDefault(DropReason.LIMIT, 0L);
    }

    private int keysOfTwo() {
        return bench.peer.questions().metadataOf("m2").size();
    }

    // ---- forged state at versions that the owner writes too

    private static final Map<String, String> TRUTH = Map.of("k1", "x", "k2", "x", "k3", "x", "k4", "x");

    /** Versions 1 to 3, then 4. */
    private static final List<Message.StateDelta> OWNERS =
            List.of(delta(0, 3, entries(1, 3)), delta(3, 4, entries(4, 4)));

    static LongStream forgeries() {
        return LongStream.range(0, 200);
    }

    /** An owner publishes versions 1 to 3 and then 4; a stranger forges a delta up to any version, before or after that. */
    @ParameterizedTest
    @MethodSource("forgeries")
    void an_owner_wins_its_state_back_from_whatever_version_was_forged(long seed) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L);
        bench.know(5).pass(500).forget();
        long from = random.nextInt(5);
        long to = from + 1 + random.nextInt(4);
        List<StateEntry> entries = new ArrayList<>();
        if (random.nextBoolean()) { // with the truth beside it
            entries.addAll(entries(from + 1, Math.min(4, to)));
        }
        byte[] value = random.nextInt(4) == 0 ? null : new byte[] {'f'};
        entries.add(new StateEntry(StateKeys.metadata("k" + (1 + random.nextInt(5))), from + 1, value));
        Message forged = new Message.StateDelta("m2", 1, from, to, from == 0 && random.nextBoolean(), entries);
        int before = random.nextInt(4);
        for (int i = 0; i < 3; i++) {
            if (i == before) {
                bench.hear(99, forged).pass(random.nextInt(100));
            }
            bench.hear(2, OWNERS.get(Math.min(i, 1))).pass(20); // the last time is a repeat
        }
        if (before == 3) {
            bench.hear(99, forged);
        }
        bench.pass(1_000);

        if (!bench.peer.questions().metadataOf("m2").equals(TRUTH)) {
            long met = versionTheOwnerMeets();
            assertThat(met).as("above what the owner wrote").isGreaterThan(4);
            List<StateEntry> renumbered = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                renumbered.add(new StateEntry(StateKeys.metadata("k" + i), met + i, new byte[] {'x'}));
            }
            bench.hear(2, new Message.StateDelta("m2", 1, 0, met + 4, true, renumbered));
        }
        assertThat(bench.peer.questions().metadataOf("m2")).isEqualTo(TRUTH);
    }

    /** The highest version of its state that the owner is asked for, or that is told to the others and so to it. */
    private long versionTheOwnerMeets() {
        List<Message> told = new ArrayList<>();
        bench.port.sent.forEach(datagram -> told.addAll(datagram.messages()));
        bench.port.channels.values().stream()
                .filter(channel -> channel.to.equals(address(2)))
                .forEach(channel -> told.addAll(channel.written));
        long highest = 0;
        for (Message message : told) {
            if (message instanceof Message.StateDelta delta) {
                highest = Math.max(highest, delta.to());
            } else if (message instanceof Message.StateRequest request) {
                highest = Math.max(highest, request.held());
            }
        }
        return highest;
    }

    @Test
    void a_pull_from_a_stranger_that_never_answers_does_not_keep_an_owner_from_winning_its_state_back() {
        bench.know(5).pass(500);
        bench.hear(99, new Message.StateVersion("m2", 1, 1_000)).pass(200);
        assertThat(bench.channelTo(99, Purpose.STATE)).isPositive();
        bench.hear(99, delta(0, 3, List.of(new StateEntry(StateKeys.metadata("k1"), 1, new byte[] {'f'}))));
        bench.hear(2, OWNERS.get(0)).pass(200);
        assertThat(versionTheOwnerMeets()).isEqualTo(4);
    }

    private static Message.StateDelta contradicting(long to) {
        return delta(to - 1, to, List.of(new StateEntry(StateKeys.metadata("k1"), to, new byte[] {'f'})));
    }

    private long questionsToTheOwner() {
        return bench.port.channels.values().stream()
                .filter(channel -> channel.to.equals(address(2))
                        && channel.written.stream().anyMatch(Message.StateRequest.class::isInstance))
                .count();
    }

    @Test
    void an_owner_that_did_not_hear_the_question_is_asked_again_each_second_until_it_jumps() {
        bench.know(5).pass(500);
        bench.hear(2, OWNERS.get(0)).hear(99, contradicting(3)).pass(200);
        for (int asked = 1; asked <= 5; asked++) {
            assertThat(questionsToTheOwner()).isEqualTo(asked);
            bench.close(bench.channelTo(2, Purpose.STATE), CloseCause.TIMEOUT).pass(1_000);
        }
        bench.hear(2, new Message.StateDelta("m2", 1, 0, 7, true, entries(5, 7)));
        long questions = questionsToTheOwner();
        bench.pass(10_000);
        assertThat(questionsToTheOwner()).isEqualTo(questions);
    }

    @Test
    void an_owner_that_has_stopped_is_asked_64_times() {
        bench.know(5).pass(500);
        bench.hear(2, OWNERS.get(0)).hear(99, contradicting(3));
        for (int i = 0; i < 100; i++) {
            bench.pass(200);
            if (questionsToTheOwner() > i) {
                bench.close(bench.channelTo(2, Purpose.STATE), CloseCause.TIMEOUT);
            }
            for (int j = 0; j < 8; j++) {
                bench.pass(100).answerPings();
                bench.port.sent.clear();
            }
        }
        assertThat(questionsToTheOwner()).isEqualTo(64);
    }

    /** A state above 600 bytes is told by its version alone; what was forged at that version would stay for ever. */
    @Test
    void state_that_was_forged_at_a_version_that_is_only_announced_is_contested() {
        bench.know(5).pass(500);
        bench.hear(99, delta(0, 3, List.of(new StateEntry(StateKeys.metadata("k1"), 3, new byte[] {'f'}))));
        long honest = entries(1, 3).stream().mapToLong(Codec::hash).sum();
        bench.hear(3, new Message.StateVersion("m2", 1, 3, honest)).pass(200);
        assertThat(versionTheOwnerMeets()).isEqualTo(4);
    }

    @Test
    void state_that_is_held_as_it_is_announced_is_not_contested() {
        bench.know(5).pass(500);
        bench.hear(2, OWNERS.get(0)).hear(2, delta(3, 4, List.of(new StateEntry(StateKeys.metadata("k2"), 4, null))));
        long honest =
                Codec.hash(entries(1, 1).get(0)) + Codec.hash(entries(3, 3).get(0));
        bench.hear(3, new Message.StateVersion("m2", 1, 4, honest))
                .hear(3, new Message.StateVersion("m2", 1, 4))
                .hear(3, new Message.StateVersion("m2", 1, 3, 77))
                .pass(2_000);
        assertThat(questionsToTheOwner()).isZero();
    }

    @Test
    void an_owner_jumps_where_others_hold_its_version_with_another_content() {
        bench.know(5).pass(500);
        bench.peer.commands().setMetadata(Map.of("k1", "x"), bench.now());
        bench.hear(3, new Message.StateVersion("m1", 1_000, 1, 77)).pass(500);
        assertThat(bench.peer.self().stateVersion()).isGreaterThan(1);
    }

    @Test
    void a_forgery_right_after_an_owner_has_won_its_state_back_is_contested_too() {
        bench.know(5).pass(500);
        bench.hear(2, OWNERS.get(0)).hear(99, contradicting(3)).pass(200);
        bench.hear(2, new Message.StateDelta("m2", 1, 0, 7, true, entries(5, 7)))
                .pass(200);
        bench.hear(99, contradicting(7)).pass(2_000);
        assertThat(versionTheOwnerMeets()).isEqualTo(8);
    }

    @Test
    void forged_state_of_one_member_does_not_keep_another_from_winning_its_own_back() {
        bench.know(5).pass(500);
        for (String name : List.of("m3", "m2")) {
            bench.hear(99, new Message.StateDelta(name, 1, 0, 3, false, List.of()));
            bench.hear(2, new Message.StateDelta(name, 1, 0, 3, false, entries(1, 3)))
                    .pass(200);
        }
        assertThat(versionTheOwnerMeets()).isEqualTo(4);
    }

    @Test
    void deltas_of_an_owner_that_overlap_what_is_held_contest_nothing() {
        bench.know(5).pass(500).forget();
        StateEntry deletion = new StateEntry(StateKeys.metadata("k2"), 5, null);
        List<StateEntry> five = List.of(
                entries(1, 1).get(0), entries(3, 3).get(0), entries(4, 4).get(0), deletion);
        bench.hear(2, OWNERS.get(0)).hear(2, OWNERS.get(1)).hear(2, delta(3, 5, List.of(five.get(2), deletion)));
        bench.hear(3, delta(0, 5, five))
                .hear(3, delta(2, 5, five.subList(1, 4)))
                .hear(4, OWNERS.get(1));
        bench.hear(
                2,
                new Message.StateDelta(
                        "m2", 1, 0, 6, true, List.of(five.get(0), entries(6, 6).get(0))));
        bench.hear(4, delta(0, 5, five)).hear(4, OWNERS.get(0)).hear(4, delta(4, 5, List.of(deletion)));
        bench.pass(1_000);
        assertThat(bench.port.channels.values())
                .noneMatch(channel -> channel.written.stream().anyMatch(Message.StateRequest.class::isInstance));
        assertThat(bench.peer.questions().metadataOf("m2").keySet()).containsExactlyInAnyOrder("k1", "k6");
    }

    @Test
    void an_owner_that_is_asked_for_what_is_above_its_version_jumps_and_answers_with_all() {
        bench.peer.commands().setMetadata(Map.of("a", "1"), bench.now());
        bench.know(3).pass(500);
        long channel = bench.accept(3, new Message.Hello(1, 1, "test", "m3", 1, Purpose.STATE));
        bench.write(channel, new Message.StateRequest("m1", 1_000, 9));
        assertThat(bench.port.channel(channel).written)
                .filteredOn(Message.StateDelta.class::isInstance)
                .singleElement()
                .satisfies(message -> {
                    Message.StateDelta delta = (Message.StateDelta) message;
                    assertThat(delta.replace()).isTrue();
                    assertThat(delta.to()).isGreaterThan(9);
                    assertThat(delta.entries()).hasSize(1);
                });
    }

    // ---- the limits at the reader

    @Test
    void a_state_that_grows_by_datagrams_ends_at_the_limit_and_what_is_beyond_is_not_passed_on() {
        bench.know(5).pass(500);
        for (int held = 0; held < StateLimits.ENTRIES; held += 64) {
            bench.hear(2, delta(held, held + 64, entries(held + 1, held + 64)));
        }
        assertThat(keysOfTwo()).isEqualTo(StateLimits.ENTRIES);
        bench.pass(1_000).forget();

        long full = StateLimits.ENTRIES;
        bench.hear(2, delta(full, full + 1, entries(full + 1, full + 1))).pass(1_000);
        assertThat(keysOfTwo()).isEqualTo(StateLimits.ENTRIES);
        assertThat(limited()).isEqualTo(1);
        assertThat(bench.port.sent(Message.StateDelta.class)).isEmpty();
        assertThat(bench.port.sent(Message.StateVersion.class)).isEmpty();
    }

    @Test
    void a_delta_of_120_000_keys_changes_nothing_and_is_told_to_nobody() {
        bench.know(5).pass(500).forget();
        long channel = bench.accept(99, new Message.Hello(1, 1, "test", "x", 1, Purpose.JOIN), differing());
        bench.write(channel, delta(0, 1L << 40, entries(1, 120_000)), new Message.SyncRequest(1, List.of()));

        assertThat(bench.peer.questions().metadataOf("m2")).isEmpty();
        assertThat(limited()).isPositive();
        assertThat(bench.port.sent(Message.StateVersion.class)).isEmpty();
    }

    // ---- long states in parts

    private static Message.SyncBuckets differing() {
        int[] hashes = new int[View.BUCKETS];
        Arrays.fill(hashes, 1);
        return new Message.SyncBuckets(1, hashes);
    }

    /** A state of 300 instances of 2 kB each. */
    private void ownMuch() {
        for (int i = 0; i < 300; i++) {
            bench.peer
                    .commands()
                    .register(
                            ServiceInstance.named("web")
                                    .id("i" + i)
                                    .metadata(Map.of("a", "x".repeat(1_000), "b", "y".repeat(1_000)))
                                    .build(),
                            bench.now());
        }
        bench.pass(1_000);
    }

    private List<Message.StateDelta> pulledBy(int member) {
        long channel = bench.accept(
                member,
                new Message.Hello(1, 1, "test", "m" + member, 1, Purpose.STATE),
                new Message.StateRequest("m1", 1_000, 0));
        List<Message.StateDelta> parts = new ArrayList<>();
        for (Message message : bench.port.channel(channel).written) {
            if (message instanceof Message.StateDelta part) {
                parts.add(part);
            }
        }
        return parts;
    }

    @Test
    void a_long_state_is_sent_in_parts_that_fit_frames_and_taken_when_the_last_is_there() {
        ownMuch();
        List<Message.StateDelta> parts = pulledBy(3);
        assertThat(parts)
                .hasSizeGreaterThan(10)
                .allSatisfy(part -> assertThat(Codec.size(part)).isLessThan(50_000));
        assertThat(parts.stream().filter(part -> !part.more())).containsExactly(parts.get(parts.size() - 1));

        PeerBench other = new PeerBench();
        other.know(5).pass(500);
        other.hear(3, new Message.StateVersion("m2", 1, 400)).pass(200);
        long pull = other.channelTo(3, Purpose.STATE);
        for (Message.StateDelta part : parts) {
            assertThat(other.peer.questions().instancesOf("m2")).isEmpty();
            other.write(
                    pull,
                    new Message.StateDelta(
                            "m2", 1, part.from(), part.to(), part.replace(), part.entries(), part.more()));
        }
        assertThat(other.peer.questions().instancesOf("m2")).hasSize(300);
        assertThat(other.port.channel(pull).closed).isTrue();
    }

    @Test
    void a_part_in_a_datagram_is_dropped() {
        bench.know(5);
        bench.hear(2, new Message.StateDelta("m2", 1, 0, 5, true, entries(1, 1), true));
        assertThat(keysOfTwo()).isZero();
        assertThat(bench.peer.stats().dropped()).containsEntry(DropReason.UNEXPECTED, 1L);
    }

    @Test
    void parts_that_never_end_close_their_stream_and_leave_nothing() {
        bench.know(5).pass(500);
        long channel = bench.accept(99, new Message.Hello(1, 1, "test", "x", 1, Purpose.JOIN), differing());
        List<StateEntry> block = List.of(new StateEntry("m/k", 1, new byte[StateLimits.VALUE]));
        for (int i = 0; i < 5_000 && !bench.port.channel(channel).closed; i++) {
            bench.write(channel, new Message.StateDelta("m2", 1, 0, 5, true, block, true));
        }
        assertThat(bench.port.channel(channel).closed).isTrue();
        assertThat(limited()).isEqualTo(1);
        assertThat(bench.peer.questions().member("m2")).isNotNull();

        long again = bench.accept(99, new Message.Hello(1, 1, "test", "x", 1, Purpose.JOIN), differing());
        bench.write(again, delta(0, 3, entries(1, 3)), new Message.SyncRequest(1, List.of()));
        assertThat(keysOfTwo()).as("its room is given back").isEqualTo(3);
    }

    @Test
    void parts_of_different_deltas_close_their_stream() {
        bench.know(5).pass(500);
        long channel = bench.accept(99, new Message.Hello(1, 1, "test", "x", 1, Purpose.JOIN), differing());
        bench.write(channel, new Message.StateDelta("m2", 1, 0, 5, true, entries(1, 2), true));
        bench.write(channel, new Message.StateDelta("m3", 1, 0, 5, true, entries(3, 5), false));
        assertThat(bench.port.channel(channel).closed).isTrue();
        assertThat(limited()).isEqualTo(1);
    }

    // ---- facts before the request

    @Test
    void facts_of_many_streams_are_merged_and_never_kept_beyond_the_limit() {
        for (int stream = 0; stream < 8; stream++) {
            long channel = bench.accept(99, new Message.Hello(1, 1, "test", "x", 1, Purpose.JOIN), differing());
            for (int frame = 0; frame < 5; frame++) {
                List<Message> facts = new ArrayList<>();
                for (int i = 0; i < 1_900; i++) {
                    int number = (stream * 5 + frame) * 1_900 + i;
                    facts.add(new Message.Alive(Samples.member(10)
                            .withIncarnation(number)
                            .withAddresses(List.of(address(10), address(11 + number % 200)))));
                }
                bench.write(channel, facts.toArray(Message[]::new));
            }
        }
        assertThat(bench.member(10).incarnation())
                .as("merged although no request came")
                .isGreaterThan(8 * 5 * 1_900 - 5_000);
    }

    @Test
    void more_facts_than_a_full_view_has_close_the_stream() {
        long channel = bench.accept(99, new Message.Hello(1, 1, "test", "x", 1, Purpose.JOIN), differing());
        Message[] facts = new Message[1_000];
        Arrays.fill(facts, new Message.Alive(Samples.member(10)));
        int written = 0;
        while (!bench.port.channel(channel).closed && written < 100_000) {
            bench.write(channel, facts);
            written += facts.length;
        }
        assertThat(written)
                .isEqualTo(57_000); // 4 for each of 10,000 members and 4,096 tombstones, and the frame beyond
        assertThat(limited()).isEqualTo(1);
    }

    @Test
    void a_thousand_announced_states_open_few_streams_at_a_time() {
        bench.know(2);
        for (int i = 100; i < 1_300; i++) {
            bench.hear(2, new Message.Alive(Samples.member(i)), new Message.StateVersion("m" + i, 1, 5));
        }
        bench.pass(500);
        long open = bench.port.channels.values().stream()
                .filter(channel ->
                        !channel.closed && channel.written.stream().anyMatch(Message.StateRequest.class::isInstance))
                .count();
        assertThat(open).isEqualTo(32);
    }

    // ---- an owner wins its state back

    private static Message.StateDelta forged(long to) {
        return new Message.StateDelta(
                "m1", 1_000, 0, to, true, List.of(new StateEntry("s/web/w1", 1, ServiceCodec.encode(WEB))));
    }

    static List<Message> wordsOfHigherVersions() {
        long version = Plausibility.MAX_COUNTER / 2;
        return List.of(
                forged(version),
                new Message.StateVersion("m1", 1_000, version),
                new Message.SyncRequest(1, List.of(new Message.Wanted("m1", 1_000, version))),
                new Message.Alive(Samples.member(1).withGeneration(1_000).withStateVersion(version)));
    }

    @ParameterizedTest
    @MethodSource("wordsOfHigherVersions")
    void an_owner_that_meets_a_higher_version_of_its_state_publishes_all_anew_above_it(Message word) {
        bench.know(5);
        bench.peer.commands().register(WEB, bench.now());
        bench.pass(1_000).forget();
        bench.hear(3, word).pass(200);

        long above = Plausibility.MAX_COUNTER / 2 + 1;
        assertThat(bench.peer.self().stateVersion()).isEqualTo(above);
        assertThat(bench.port.sent(Message.StateDelta.class)).isNotEmpty().allSatisfy(delta -> {
            assertThat(delta.replace()).isTrue();
            assertThat(delta.to()).isEqualTo(above);
            assertThat(delta.entries()).extracting(StateEntry::key).containsExactly("s/web/web");
        });
        assertThat(bench.peer.questions().registry().all()).containsExactly(new ServiceRegistry.Registered("m1", WEB));
    }

    @Test
    void an_owner_sees_it_in_the_digests_of_a_sync_too() {
        bench.know(2).pass(500).forget();
        bench.hear(2, PeerBench.pingFor("m1", 1_000, 1, 4)).hear(2, PeerBench.pingFor("m1", 1_000, 2, 4));
        bench.hear(2, PeerBench.pingFor("m1", 1_000, 3, 4)).pass(700);
        int number = bench.port.sent(Message.SyncBuckets.class).get(0).number();
        Message.Digest own = new Message.Digest("m1", 1_000, 0, dev.grapevine.model.Status.ALIVE, 0, 77);
        bench.hear(2, new Message.SyncDigests(number, new int[0], List.of(own)));
        assertThat(bench.peer.self().stateVersion()).isEqualTo(78);
    }

    @Test
    void at_the_ceiling_of_versions_an_owner_takes_a_new_generation_and_counts_from_the_beginning() {
        bench.know(5);
        bench.peer.commands().register(WEB, bench.now());
        bench.pass(1_000).forget();
        bench.hear(3, forged(Plausibility.MAX_COUNTER)).pass(200);

        assertThat(bench.peer.self().generation()).isEqualTo(1_001);
        assertThat(bench.peer.self().stateVersion()).isEqualTo(1);
        assertThat(bench.port.sent(Message.StateDelta.class))
                .isNotEmpty()
                .allSatisfy(delta -> assertThat(delta.generation()).isEqualTo(1_001));
    }

    @Test
    void the_last_version_of_all_is_not_believed_by_anybody() {
        bench.know(5);
        bench.hear(3, forged(Long.MAX_VALUE)).hear(3, delta(0, Long.MAX_VALUE, entries(1, 1)));
        assertThat(bench.peer.self().stateVersion()).isZero();
        assertThat(keysOfTwo()).isZero();
        assertThat(bench.peer.stats().dropped()).containsEntry(DropReason.IMPLAUSIBLE, 2L);
    }
}
