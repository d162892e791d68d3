package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Packets;
import dev.grapevine.core.wire.PlainSeal;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole members on loopback sockets. */
class ClusterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name = "test-" + UUID.randomUUID();
    private final List<Cluster> started = new ArrayList<>();

    @AfterEach
    void stopAll() {
        started.forEach(Cluster::abort);
    }

    private Cluster.Builder member(String member) {
        Cluster.Builder builder = Cluster.builder()
                .name(member)
                .cluster(name)
                .port(0)
                .broadcast(0)
                .profile(Profile.LOCAL);
        return started.isEmpty()
                ? builder
                : builder.seeds(started.get(0).address().toString());
    }

    private Cluster start(Cluster.Builder builder) {
        Cluster cluster = builder.start();
        started.add(cluster);
        return cluster;
    }

    private List<Cluster> startFive() {
        for (int i = 1; i <= 5; i++) {
            start(member("m" + i));
        }
        awaitAll(() -> started.stream().allMatch(one -> live(one).equals(List.of("m1", "m2", "m3", "m4", "m5"))));
        return Collections.unmodifiableList(started);
    }

    private static void awaitAll(java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(condition);
    }

    private static List<String> live(Cluster cluster) {
        return cluster.members().stream().filter(Member::live).map(Member::name).toList();
    }

    private static Status status(Cluster cluster, String member) {
        return cluster.member(member).orElseThrow().status();
    }

    @Test
    void five_members_form_a_cluster() {
        startFive().forEach(one -> one.ready().join());
        awaitAll(() -> started.stream()
                        .map(one -> one.stats().protocol().viewHash())
                        .distinct()
                        .count()
                == 1);
        assertThat(started.get(2).self().local()).isTrue();
        assertThat(started.get(2).self().name()).isEqualTo("m3");
    }

    @Test
    void a_service_is_seen_everywhere_and_vanishes_with_its_member() {
        startFive();
        started.get(1).register(ServiceInstance.named("web").port(8080).build());
        awaitAll(() ->
                started.stream().allMatch(one -> one.service("web").instances().size() == 1));
        Instance web = started.get(4).service("web").instances().get(0);
        assertThat(web.member().name()).isEqualTo("m2");
        assertThat(web.host()).isEqualTo("127.0.0.1");
        assertThat(web.port()).isEqualTo(8080);

        started.get(1).deregister("web", "web");
        awaitAll(() ->
                started.stream().allMatch(one -> one.service("web").instances().isEmpty()));
        started.get(1).register(ServiceInstance.named("web").port(8081).build());
        awaitAll(() ->
                started.stream().allMatch(one -> one.service("web").instances().size() == 1));
        started.get(1).close();
        awaitAll(() -> started.stream()
                .filter(one -> one != started.get(1))
                .allMatch(one -> one.services().isEmpty()));
    }

    @Test
    void a_member_that_leaves_is_left_for_all() {
        startFive();
        started.get(3).leave().join();
        awaitAll(() -> started.stream().allMatch(one -> status(one, "m4") == Status.LEFT));
        assertThat(started.get(3).stopped().join().cause()).isEqualTo(StopReason.Cause.LEFT);
    }

    @Test
    void a_member_that_vanishes_without_leaving_is_dead_for_all() {
        startFive();
        started.get(3).abort();
        assertThat(started.get(3).stopped().join().cause()).isEqualTo(StopReason.Cause.ABORTED);
        awaitAll(() -> started.stream()
                .filter(one -> one != started.get(3))
                .allMatch(one -> status(one, "m4") == Status.DEAD));
        assertThat(started.get(0).why("m4").orElseThrow().findings()).isNotEmpty();
    }

    @Test
    void a_member_that_returns_replaces_its_old_generation_without_seeds(@TempDir Path folder) {
        startFive();
        long firstGeneration = started.get(0).member("m5").orElseThrow().generation();
        started.get(4).abort();
        Cluster kept = start(member("m5").dataFolder(folder));
        awaitAll(() -> live(kept).size() == 5);
        assertThat(kept.self().generation()).isGreaterThan(firstGeneration);
        long secondGeneration = kept.self().generation();
        kept.close(); // saves the addresses of the others

        Cluster again = start(Cluster.builder()
                .name("m5")
                .cluster(name)
                .port(0)
                .broadcast(0)
                .profile(Profile.LOCAL)
                .dataFolder(folder));
        awaitAll(() -> live(again).equals(List.of("m1", "m2", "m3", "m4", "m5")));
        assertThat(again.self().generation()).isGreaterThan(secondGeneration);
        awaitAll(() -> started.get(0).member("m5").orElseThrow().generation()
                == again.self().generation());
        assertThat(started.get(0).members()).hasSize(5);
    }

    @Test
    void a_joiner_whose_name_is_taken_stops_with_the_reason() {
        start(member("m1"));
        Settings impatient = Settings.of(Profile.LOCAL).with(ProtocolSetting.CONFLICT_PATIENCE, Duration.ofMillis(500));
        Cluster twin = start(member("m1").settings(impatient));
        assertThat(twin.stopped().orTimeout(20, TimeUnit.SECONDS).join())
                .isEqualTo(new StopReason(
                        StopReason.Cause.NAME_TAKEN,
                        "the name 'm1' is used by another process at "
                                + started.get(0).address()
                                + "; this member stops: give each member a unique name"));
        assertThatThrownBy(() -> twin.ready().join())
                .hasCauseInstanceOf(StartException.class)
                .hasMessageContaining("the name 'm1' is used by another process");
    }

    @Test
    void members_find_each_other_by_broadcast() throws IOException {
        int port;
        try (DatagramSocket probe = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        for (int i = 1; i <= 3; i++) {
            started.add(Cluster.builder()
                    .name("m" + i)
                    .cluster(name)
                    .port(0)
                    .broadcast(port)
                    .profile(Profile.LOCAL)
                    .start());
        }
        awaitAll(() -> started.stream().allMatch(one -> live(one).size() == 3));
    }

    @Test
    void several_members_share_a_loop() {
        ClusterLoop loop = ClusterLoop.start("test-shared");
        for (int i = 1; i <= 4; i++) {
            start(member("m" + i).loop(loop));
        }
        awaitAll(() -> started.stream().allMatch(one -> live(one).size() == 4));
        assertThatThrownBy(loop::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("4 member(s) still run on this loop; close them first");
        started.get(0).close();
        awaitAll(() -> status(started.get(1), "m1") == Status.LEFT);
        started.forEach(Cluster::abort);
        loop.close();
        loop.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("test-shared"));
        assertThat(live(started.get(1))).contains("m2"); // queries still return the last view
    }

    @Test
    void a_member_on_a_suspended_loop_hangs_for_the_others_and_comes_back_when_it_is_resumed() {
        start(member("m1"));
        start(member("m2"));
        ClusterLoop loop = ClusterLoop.start("test-suspended");
        start(member("m3").loop(loop));
        awaitAll(() -> started.stream().allMatch(one -> live(one).size() == 3));
        long generation = started.get(0).member("m3").orElseThrow().generation();
        loop.suspend();
        awaitAll(() -> status(started.get(0), "m3") == Status.DEAD && status(started.get(1), "m3") == Status.DEAD);
        loop.resume();
        awaitAll(() -> started.stream().allMatch(one -> live(one).size() == 3));
        assertThat(started.get(0).member("m3").orElseThrow().generation()).isEqualTo(generation);
        started.get(2).abort();
        loop.close();
        assertThatThrownBy(loop::suspend)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this loop is closed");
    }

    @Test
    void messages_that_the_protocol_drops_are_counted_as_traffic() throws IOException {
        Cluster cluster = start(member("m1"));
        Packets packets = new Packets(new PlainSeal(name));
        byte[] answer = new byte[packets.size(List.of(new Message.Nack(7)))];
        packets.write(List.of(new Message.Nack(7))).get(answer);
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            InetAddress host = InetAddress.getByAddress(cluster.address().ip());
            socket.send(new DatagramPacket(
                    answer, answer.length, host, cluster.address().port()));
        }
        awaitAll(() -> cluster.stats().traffic().dropped().get(DropReason.UNEXPECTED) == 1);
    }

    @Test
    void after_the_end_queries_are_answered_and_commands_refused() {
        startFive();
        Cluster gone = started.get(2);
        gone.register(ServiceInstance.named("web").port(1).build());
        gone.close();
        gone.close();
        gone.abort();
        gone.leave().join();
        assertThat(gone.self().name()).isEqualTo("m3");
        assertThat(gone.members()).hasSize(5);
        assertThat(gone.member("m1").orElseThrow().status()).isEqualTo(Status.ALIVE);
        assertThat(gone.stats().traffic().udpPacketsSent()).isPositive();
        assertThat(gone.why("m1")).isPresent();
        assertThat(gone.stopped().join().cause()).isEqualTo(StopReason.Cause.LEFT);
        String refusal = "member m3 has stopped; start a new one with Cluster.builder()";
        assertThatThrownBy(
                        () -> gone.register(ServiceInstance.named("web").port(2).build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(refusal);
        assertThatThrownBy(() -> gone.deregister("web", "web")).hasMessage(refusal);
        assertThatThrownBy(() -> gone.updateTags(Set.of("x"))).hasMessage(refusal);
        assertThatThrownBy(() -> gone.updateMetadata(Map.of("x", "y"))).hasMessage(refusal);
        assertThatThrownBy(() -> gone.join(List.of("127.0.0.1:1"))).hasMessage(refusal);
        assertThatThrownBy(() -> gone.forget("m1")).hasMessage(refusal);
        assertThatThrownBy(() -> gone.subscribe(new ClusterListener() {}, Runnable::run))
                .hasMessage(refusal);
        assertThatThrownBy(() -> gone.subscribeStable(view -> {}, Runnable::run))
                .hasMessage(refusal);
        assertThatThrownBy(() -> gone.pollAgreement(1, PATIENCE)).hasMessage(refusal);
    }

    @Test
    void agreement_is_known_when_the_asked_members_have_answered() {
        startFive();
        awaitAll(() -> started.get(0)
                        .pollAgreement(4, Duration.ofSeconds(5))
                        .join()
                        .protocol()
                        .agreeing()
                == 5);
    }

    @Test
    void a_poll_of_agreement_ends_with_the_member() {
        startFive();
        started.get(1).abort();
        CompletableFuture<Stats> poll = started.get(0).pollAgreement(4, Duration.ofMinutes(10));
        started.get(0).close();
        assertThat(poll.orTimeout(20, TimeUnit.SECONDS).join().protocol().alive())
                .isPositive();
    }

    @Test
    void tags_and_metadata_reach_the_others() {
        startFive();
        started.get(1).updateTags(Set.of("blue"));
        started.get(1).updateMetadata(Map.of("rack", "7"));
        awaitAll(() -> started.get(4)
                .member("m2")
                .filter(member -> member.tags().equals(Set.of("blue"))
                        && member.metadata().equals(Map.of("rack", "7")))
                .isPresent());
    }

    @Test
    void a_change_is_visible_to_its_caller_at_once() {
        Cluster one = start(member("m1"));
        for (int i = 0; i < 200; i++) {
            one.register(ServiceInstance.named("web").id("i" + i).port(1 + i).build());
            assertThat(one.service("web").instances()).hasSize(i % 2 + 1);
            one.updateTags(Set.of("round" + i));
            assertThat(one.self().tags()).containsExactly("round" + i);
            assertThat(one.ownInstances()).hasSize(i % 2 + 1);
            if (i % 2 == 1) {
                assertThat(one.deregister("web", "i" + (i - 1))).isTrue();
                assertThat(one.deregister("web", "i" + i)).isTrue();
                assertThat(one.services()).isEmpty();
            }
        }
    }

    /** Keeps the events that came before the reads showed them. */
    private static final class Ahead implements ClusterListener {
        final List<Event> ahead = new CopyOnWriteArrayList<>();
        final AtomicInteger heard = new AtomicInteger();
        private final Cluster cluster;

        Ahead(Cluster cluster) {
            this.cluster = cluster;
        }

        @Override
        public void onEvent(Event event) {
            heard.incrementAndGet();
            if (event instanceof Event.Joined joined
                    && cluster.member(joined.member().name()).isEmpty()) {
                ahead.add(event);
            }
            if (event instanceof Event.Left left
                    && cluster.member(left.member().name()).orElseThrow().status() != Status.LEFT) {
                ahead.add(event);
            }
            if (event instanceof Event.ServiceUp up
                    && cluster.instances().stream().noneMatch(up.instance()::equals)) {
                ahead.add(event);
            }
        }
    }

    @Test
    void when_an_event_is_told_reads_show_it() {
        Cluster first = start(member("m1"));
        Ahead listener = new Ahead(first);
        first.subscribe(listener);
        String seed = first.address().toString();
        for (int i = 2; i < 12; i++) {
            start(member("m" + i)
                    .seeds(seed)
                    .services(ServiceInstance.named("web").port(i).build()));
        }
        awaitAll(() -> first.service("web").instances().size() == 10);
        started.get(5).close();
        awaitAll(() -> first.member("m6").orElseThrow().status() == Status.LEFT);
        awaitAll(() -> listener.heard.get() >= 22);
        assertThat(listener.ahead).isEmpty();
    }
}
