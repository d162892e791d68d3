package dev.grapevine.core;

import static dev.grapevine.core.view.Samples.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.PeerCluster.Node;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Plausibility;
import dev.grapevine.core.wire.RandomMessages;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.MessageKind;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stranger sends members of a cluster what it likes. */
class PeerHostilityTest {

    private static final Settings LAN = Settings.of(Profile.LAN);
    private static final Address STRANGER = address(200);

    private static List<Node> cluster(PeerCluster cluster, int size) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            nodes.add(i == 1 ? cluster.start(1) : cluster.start(i, 1));
        }
        cluster.pass(10_000);
        for (Node node : nodes) {
            assertThat(node.peer.stats().alive()).as(node.name).isEqualTo(size);
        }
        return nodes;
    }

    private static Message.Verdict verdict(MemberRecord subject, Status status) {
        return new Message.Verdict(
                subject.name(),
                subject.generation(),
                subject.incarnation(),
                status,
                Evidence.REFUSED,
                List.of("m1", "m3"),
                0);
    }

    /** The share of the time, in thousandths, in which others do not see m2 live, while it is called so 40 times a second. */
    private static long timeOff(Settings settings, Status status) {
        PeerCluster cluster = new PeerCluster(settings, 7);
        List<Node> nodes = cluster(cluster, 4);
        Node victim = nodes.get(1);
        long looks = 0;
        long off = 0;
        for (int i = 0; i < 10_000; i++) {
            if (i % 25 == 0) {
                Message forged = verdict(victim.peer.self(), status);
                for (Node node : nodes) {
                    if (node != victim) {
                        cluster.forge(STRANGER, node.address, forged);
                    }
                }
            }
            cluster.pass(1);
            for (Node node : nodes) {
                Status seen = node.sees("m2");
                looks++;
                off += seen == null || !seen.live() ? 1 : 0;
            }
        }
        cluster.pass(10_000);
        for (Node node : nodes) {
            assertThat(node.sees("m2")).as(node.name).isEqualTo(Status.ALIVE);
        }
        return off * 1_000 / looks;
    }

    @ParameterizedTest
    @CsvSource({"DEAD", "LEFT"})
    void forty_false_verdicts_a_second_take_a_member_away_for_a_moment_once(Status status) {
        assertThat(timeOff(LAN, status)).isLessThanOrEqualTo(5);
    }

    /** The accuser has just moved: nobody knows its address, so no answer to there may be longer than the question. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
    void a_member_that_is_accused_from_an_address_of_nobody_refutes_before_a_verdict_is_due(long seed) {
        Random random = new Random(seed);
        PeerCluster cluster = new PeerCluster(LAN, seed);
        List<Node> nodes = new ArrayList<>(cluster(cluster, 2 + random.nextInt(5)));
        Node accuser = nodes.remove(random.nextInt(nodes.size()));
        Node accused = nodes.get(random.nextInt(nodes.size()));
        boolean dead = random.nextBoolean();
        cluster.move(accuser, 150);
        cluster.forge(
                STRANGER,
                accuser.address,
                new Message.Verdict(
                        accused.name,
                        accused.peer.self().generation(),
                        accused.peer.self().incarnation(),
                        dead ? Status.DEAD : Status.SUSPECT,
                        Evidence.SILENT,
                        List.of("m9"),
                        0));
        cluster.pass(dead ? 20 : 12_000);
        assertThat(accuser.sees(accused.name)).isEqualTo(Status.ALIVE);
        assertThat(accused.peer.self().incarnation()).isEqualTo(1);
    }

    @Test
    void one_false_leave_is_refuted_within_a_few_round_trips() {
        PeerCluster cluster = new PeerCluster(LAN, 3);
        List<Node> nodes = cluster(cluster, 8);
        Node victim = nodes.get(1);
        cluster.forge(STRANGER, nodes.get(4).address, verdict(victim.peer.self(), Status.LEFT));
        cluster.pass(30);
        for (Node node : nodes) {
            assertThat(node.sees("m2")).as(node.name).isEqualTo(Status.ALIVE);
        }
    }

    @Test
    void a_real_death_after_a_false_one_is_believed_when_the_accused_does_not_answer() {
        PeerCluster cluster = new PeerCluster(LAN, 3);
        List<Node> nodes = cluster(cluster, 4);
        Node victim = nodes.get(1);
        cluster.forge(STRANGER, nodes.get(0).address, verdict(victim.peer.self(), Status.DEAD));
        cluster.pass(1_000);
        Message real = verdict(victim.peer.self(), Status.DEAD);
        cluster.kill(victim);
        cluster.forge(STRANGER, nodes.get(0).address, real);
        cluster.pass(450);
        assertThat(nodes.get(0).sees("m2")).isNotEqualTo(Status.DEAD);
        cluster.pass(60);
        assertThat(nodes.get(0).sees("m2")).isEqualTo(Status.DEAD);
    }

    @Test
    void a_real_death_of_a_member_that_was_never_accused_falsely_is_believed_at_once() {
        PeerCluster cluster = new PeerCluster(LAN, 3);
        List<Node> nodes = cluster(cluster, 4);
        Node victim = nodes.get(1);
        Message real = verdict(victim.peer.self(), Status.DEAD);
        cluster.kill(victim);
        cluster.forge(STRANGER, nodes.get(0).address, real);
        cluster.pass(2);
        assertThat(nodes.get(0).sees("m2")).isEqualTo(Status.DEAD);
    }

    @Test
    void a_death_of_a_generation_that_was_not_met_waits_only_for_an_answer_of_the_earlier_one() {
        PeerCluster cluster = new PeerCluster(LAN, 3);
        List<Node> nodes = cluster(cluster, 4);
        MemberRecord former = nodes.get(1).peer.self();
        cluster.kill(nodes.get(1));
        cluster.forge(
                STRANGER,
                nodes.get(0).address,
                verdict(former.withGeneration(former.generation() + 70_000), Status.DEAD));
        cluster.pass(510);
        assertThat(nodes.get(0).sees("m2")).isEqualTo(Status.DEAD);
    }

    // ---- more members, or tombstones, than there is room for

    private static MemberRecord fake(int i) {
        return new MemberRecord(
                "fake" + i, 1, 0, Status.ALIVE, List.of(Address.ipv4(11 << 24 | i, 7_000)), "", 1, 1, 1_000, 0);
    }

    @Test
    void with_all_places_full_of_members_that_never_answered_an_honest_joiner_gets_in() {
        Settings small = LAN.with(ProtocolSetting.MEMBER_LIMIT, 100);
        PeerCluster cluster = new PeerCluster(small, 5);
        List<Node> nodes = cluster(cluster, 3);
        for (int i = 0; i < 140; i++) {
            for (Node node : nodes) {
                cluster.forge(STRANGER, node.address, new Message.Alive(fake(i)));
            }
        }
        cluster.pass(1_000);
        Node joiner = cluster.start(4, 1);
        cluster.pass(20_000);

        for (Node node : nodes) {
            assertThat(node.sees("m4")).as(node.name).isEqualTo(Status.ALIVE);
            assertThat(node.peer.stats().alive() + node.peer.stats().suspect())
                    .as(node.name)
                    .isLessThanOrEqualTo(100);
            assertThat(node.peer.stats().dropped().get(DropReason.LIMIT)).isPositive();
            for (Node other : nodes) {
                assertThat(node.sees(other.name))
                        .as(node.name + " of " + other.name)
                        .isEqualTo(Status.ALIVE);
            }
        }
        assertThat(joiner.peer.ready()).isTrue();
    }

    @Test
    void forged_tombstones_do_not_displace_that_of_a_member_that_was_met() {
        PeerCluster cluster = new PeerCluster(LAN, 5);
        List<Node> nodes = cluster(cluster, 4);
        MemberRecord dead = nodes.get(3).peer.self();
        cluster.kill(nodes.get(3));
        cluster.pass(30_000);
        Node first = nodes.get(0);
        assertThat(first.sees("m4")).isEqualTo(Status.DEAD);

        for (int i = 0; i < 33_000; i += 30) {
            Message[] packet = new Message[30];
            for (int j = 0; j < 30; j++) {
                packet[j] = new Message.Verdict("fake" + (i + j), 1, 0, Status.DEAD, Evidence.SILENT, List.of(), 0);
            }
            cluster.forge(STRANGER, first.address, packet);
            if (i % 3_000 == 0) {
                cluster.pass(10);
            }
        }
        cluster.pass(2_000);
        assertThat(first.peer.stats().dead()).isEqualTo(4_096);
        cluster.forge(STRANGER, first.address, new Message.Alive(dead));
        cluster.pass(10);
        assertThat(first.sees("m4")).isEqualTo(Status.DEAD);
    }

    // ---- numbers at the ends of their ranges

    private static final long[] ENDS = {
        0,
        1,
        2,
        Plausibility.MAX_COUNTER - 1,
        Plausibility.MAX_COUNTER,
        Plausibility.MAX_COUNTER + 1,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE
    };

    /** One message of that kind about a member, with numbers at the ends. */
    private static Message extreme(MessageKind kind, MemberRecord about, Random random) {
        long counter = ENDS[random.nextInt(ENDS.length)];
        long other = ENDS[random.nextInt(ENDS.length)];
        long now = PeerCluster.WALL_MILLIS + 1_000_000;
        long[] generations = {
            about.generation(),
            about.generation(),
            about.generation() + 1,
            about.generation() - 1,
            (now + Plausibility.MAX_AHEAD_MILLIS) << 16,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            -1,
            -2,
            0
        };
        long generation = generations[random.nextInt(generations.length)];
        Status[] statuses = {Status.SUSPECT, Status.DEAD, Status.LEFT};
        List<StateEntry> entries = List.of(new StateEntry("s/web/w1", Math.max(1, other), new byte[] {2, 1, 80}));
        return switch (kind) {
            case GONE -> new Message.Gone(random.nextInt(1 << 16), random.nextInt(), generation);
            case PING_REQUEST ->
                new Message.PingRequest(
                        random.nextInt(1 << 16),
                        random.nextInt(),
                        about.addresses().get(0),
                        random.nextBoolean() ? Integer.MAX_VALUE : 0);
            case EXAMINE -> new Message.Examine(random.nextInt(1 << 16), about.name(), generation);
            case ALIVE ->
                new Message.Alive(new MemberRecord(
                        about.name(),
                        generation,
                        counter,
                        Status.ALIVE,
                        about.addresses(),
                        "",
                        1,
                        random.nextBoolean() ? 1 : Integer.MAX_VALUE,
                        random.nextBoolean() ? 1_000 : Integer.MAX_VALUE,
                        other));
            case VERDICT ->
                new Message.Verdict(
                        about.name(),
                        generation,
                        counter,
                        statuses[random.nextInt(3)],
                        Evidence.values()[random.nextInt(6)],
                        List.of("m1", "m3"),
                        random.nextBoolean() ? 0 : other);
            case STATE_DELTA ->
                new Message.StateDelta(about.name(), generation, other, counter, random.nextBoolean(), entries);
            case STATE_VERSION -> new Message.StateVersion(about.name(), generation, counter);
            case STATE_REQUEST -> new Message.StateRequest(about.name(), generation, counter);
            case SYNC_DIGESTS ->
                new Message.SyncDigests(
                        random.nextInt(1 << 16),
                        new int[] {random.nextInt(256)},
                        List.of(new Message.Digest(about.name(), generation, counter, Status.DEAD, other, counter)));
            case SYNC_REQUEST ->
                new Message.SyncRequest(
                        random.nextInt(1 << 16), List.of(new Message.Wanted(about.name(), generation, counter)));
            case DISCOVER ->
                new Message.Discover(
                        about.withGeneration(generation)
                                .withIncarnation(counter)
                                .withStateVersion(other),
                        random.nextBoolean());
            default -> new RandomMessages(random.nextLong()).next(kind);
        };
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void numbers_at_the_ends_of_their_ranges_do_no_lasting_harm(long seed) {
        PeerCluster cluster = new PeerCluster(LAN, seed);
        Random random = new Random(seed);
        List<Node> nodes = cluster(cluster, 4);
        ServiceInstance web = ServiceInstance.named("web").port(80).build();
        nodes.get(1).peer.commands().register(web, cluster.now());
        cluster.pass(1_000);
        MessageKind[] kinds = MessageKind.values();
        for (int i = 0; i < 600; i++) {
            Node target = nodes.get(random.nextInt(4));
            MemberRecord about = nodes.get(random.nextInt(4)).peer.self();
            Address from = random.nextInt(3) == 0 ? nodes.get(random.nextInt(4)).address : STRANGER;
            cluster.forge(from, target.address, extreme(kinds[random.nextInt(kinds.length)], about, random));
            cluster.pass(random.nextInt(40));
            for (Node node : nodes) {
                assertThat(Codec.encode(
                                List.of(new Message.Alive(node.peer.self().withStatus(Status.ALIVE)))))
                        .hasSizeLessThan(Codec.MAX_RECORD);
                assertThat(Plausibility.isCounter(node.peer.self().incarnation()))
                        .isTrue();
                assertThat(node.peer.stopped()).as(node.name).isFalse();
            }
        }
        cluster.pass(30_000);
        for (Node node : nodes) {
            for (Node other : nodes) {
                assertThat(node.sees(other.name))
                        .as("%s at %s", other.name, node.name)
                        .isEqualTo(Status.ALIVE);
                MemberRecord seen = node.peer.questions().member(other.name);
                assertThat(seen).isNotNull();
                assertThat(seen.generation()).isEqualTo(other.peer.self().generation());
            }
            assertThat(node.peer.questions().registry().instances("web"))
                    .as(node.name)
                    .extracting(registered ->
                            registered.member() + " " + registered.instance().port())
                    .containsExactly("m2 80");
        }
        // and it can start again
        cluster.kill(nodes.get(2));
        cluster.pass(15_000);
        Node again = cluster.start(3, 1);
        cluster.pass(15_000);
        assertThat(nodes.get(0).sees("m3")).isEqualTo(Status.ALIVE);
        assertThat(nodes.get(3).sees("m3")).isEqualTo(Status.ALIVE);
        assertThat(again.sees("m1")).isEqualTo(Status.ALIVE);
    }
}
