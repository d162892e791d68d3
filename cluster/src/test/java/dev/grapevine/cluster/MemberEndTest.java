package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.cluster.net.SocketPair;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.model.Address;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.Member;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member whose thread fails stops for good, and a start that fails leaves others alone. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MemberEndTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name = "test-" + UUID.randomUUID();
    private final List<Cluster> started = new ArrayList<>();

    @AfterEach
    void stopAll() {
        started.forEach(Cluster::abort);
    }

    private Cluster.Builder member(String member) {
        return Cluster.builder().name(member).cluster(name).port(0).profile(Profile.LOCAL);
    }

    private Cluster start(Cluster.Builder builder) {
        Cluster cluster = builder.start();
        started.add(cluster);
        return cluster;
    }

    private static void assertFree(Address address) throws IOException {
        SocketPair.open(InetAddress.getLoopbackAddress(), address.port()).close();
    }

    private static void fail(ClusterLoop loop) {
        loop.events().execute(() -> {
            throw new OutOfMemoryError("meant to fail, in a test");
        });
    }

    @Test
    void members_whose_loop_runs_out_of_memory_stop_and_free_everything(@TempDir Path folder) throws Exception {
        ClusterLoop loop = ClusterLoop.start("test-shared");
        Cluster first = start(member("m1").loop(loop).dataFolder(folder));
        Cluster second = start(member("m2").loop(loop).seeds(first.address().toString()));
        await().atMost(PATIENCE)
                .until(() -> first.members().size() == 2 && second.members().size() == 2);
        CompletableFuture<StopReason> stopped = first.stopped();
        fail(loop);
        for (StopReason reason : List.of(
                stopped.get(PATIENCE.toSeconds(), TimeUnit.SECONDS),
                second.stopped().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))) {
            assertThat(reason)
                    .isEqualTo(new StopReason(
                            StopReason.Cause.FAILED,
                            "its thread ended with java.lang.OutOfMemoryError: meant to fail, in a test"));
        }
        assertFree(first.address());
        assertFree(second.address());
        assertThat(first.members()).extracting(Member::name).containsExactly("m1", "m2");
        assertThat(first.self().name()).isEqualTo("m1");
        assertThat(first.why("m2")).isPresent();
        assertThat(first.stats().protocol().alive()).isEqualTo(2);
        assertThatThrownBy(() ->
                        first.register(ServiceInstance.named("web").port(1).build()))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "member m1 has stopped (its thread ended with java.lang.OutOfMemoryError: meant to fail, in a"
                                + " test); start a new one with Cluster.builder()");
        assertThatThrownBy(() -> first.updateTags(Set.of("a"))).isExactlyInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> first.subscribe(new ClusterListener() {}))
                .isExactlyInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> first.service("web").watch(instances -> {}))
                .isExactlyInstanceOf(IllegalStateException.class);
        first.leave().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        first.close();
        first.abort();
        loop.close();
        start(member("m1").port(first.address().port()).dataFolder(folder)).close();
        assertThatThrownBy(() -> member("m3").loop(loop).start())
                .isExactlyInstanceOf(StartException.class)
                .hasMessage("the loop to run on has ended; start another one with ClusterLoop.start");
    }

    @Test
    void a_step_of_the_end_that_lacks_memory_is_taken_again() throws Exception {
        ClusterLoop loop = ClusterLoop.startOwn("test-own");
        SocketPair sockets = SocketPair.open(InetAddress.getLoopbackAddress(), 0);
        Address address = Address.of(
                sockets.bound().getAddress().getAddress(), sockets.bound().getPort());
        PeerConfig config = new PeerConfig(
                "m1", 1, name, List.of(address), "", List.of(), List.of(), false, 1, Settings.of(Profile.LOCAL));
        AtomicInteger releases = new AtomicInteger();
        MemberRuntime runtime = loop.events().call(() -> {
            try {
                PeerDriver driver = new PeerDriver(config, Encryption.NONE, loop.events(), sockets, 0, raised -> {});
                MemberRuntime made = new MemberRuntime(loop, driver, null, 0, () -> {
                    if (releases.incrementAndGet() < 3) {
                        throw new OutOfMemoryError("meant to fail, in a test");
                    }
                });
                made.begin();
                return made;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        CompletableFuture<StopReason> stopped = MemberFuture.of(runtime.stopped(), runtime.callbacks());
        fail(loop);
        assertThat(stopped.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).cause()).isEqualTo(StopReason.Cause.FAILED);
        assertThat(releases).hasValue(3);
        assertFree(address);
    }

    @Test
    void ready_of_a_member_that_fails_before_it_is_ready_completes() throws Exception {
        ClusterLoop loop = ClusterLoop.start("test-shared");
        Cluster first = start(member("m1").loop(loop).seeds("127.0.0.1:1"));
        CompletableFuture<?> ready = first.ready();
        fail(loop);
        assertThatThrownBy(() -> ready.orTimeout(20, TimeUnit.SECONDS).join())
                .hasRootCauseInstanceOf(StartException.class)
                .rootCause()
                .hasMessageStartingWith("stopped before a cluster was joined: its thread ended with ");
    }

    @Test
    void a_member_that_fails_tells_its_listeners_last_what_is_still_queued_and_ends_its_threads() {
        ClusterLoop loop = ClusterLoop.start("test-shared");
        Cluster first = start(member("m1").loop(loop));
        List<Snapshot> heard = new java.util.concurrent.CopyOnWriteArrayList<>();
        first.subscribe(new ClusterListener() {
            @Override
            public void onSnapshot(Snapshot snapshot) {
                heard.add(snapshot);
            }
        });
        fail(loop);
        await().atMost(PATIENCE).until(() -> heard.size() == 1);
        await().atMost(PATIENCE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("grapevine-m1")));
    }

    @Test
    void a_start_that_fails_touches_nothing_of_a_member_that_runs(@TempDir Path folder) throws Exception {
        ClusterLoop loop = ClusterLoop.start("test-shared");
        Cluster first = start(member("m1").loop(loop).dataFolder(folder));
        int port;
        try (SocketPair free = SocketPair.open(InetAddress.getLoopbackAddress(), 0)) {
            port = free.bound().getPort();
        }
        Cluster.Builder tooMuch = member("m2")
                .loop(loop)
                .port(port)
                .settings(Settings.of(Profile.LOCAL).with(ProtocolSetting.STATE_ENTRIES, 1))
                .services(
                        ServiceInstance.named("web").port(1).build(),
                        ServiceInstance.named("api").port(2).build());
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(tooMuch::start).isInstanceOf(LimitExceededException.class);
            SocketPair.open(InetAddress.getLoopbackAddress(), port).close();
        }
        assertThatThrownBy(() -> member("m2").loop(loop).dataFolder(folder).start())
                .hasMessageContaining("is in use by another member");
        assertThatThrownBy(() ->
                        member("m2").loop(loop).port(first.address().port()).start())
                .hasMessageContaining("is in use");
        assertThatThrownBy(() -> member("m2")
                        .loop(loop)
                        .advertise("no.such.host.invalid")
                        .start())
                .isInstanceOf(StartException.class);
        Cluster second = start(member("m3").seeds(first.address().toString()));
        await().atMost(PATIENCE)
                .until(() -> second.members().size() == 2 && first.members().size() == 2);
        first.close();
        second.close();
        loop.close();
    }

    @Test
    void a_member_started_closed_and_stopped_by_interrupted_threads_behaves_as_usual(@TempDir Path folder) {
        Thread.currentThread().interrupt();
        Cluster first = start(member("m1").bind("0.0.0.0").dataFolder(folder));
        assertThat(Thread.interrupted()).isTrue();
        first.register(ServiceInstance.named("web").port(1).build());
        Thread.currentThread().interrupt();
        first.register(ServiceInstance.named("api").port(1).build());
        assertThat(first.ownInstances()).hasSize(2);
        first.close();
        assertThat(Thread.interrupted()).isTrue();
        Thread.currentThread().interrupt();
        start(member("m1").dataFolder(folder)).abort();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void threads_of_a_member_survive_interrupts(@TempDir Path folder) {
        Cluster first = start(member("m1").bind("0.0.0.0").dataFolder(folder).seeds("localhost:1"));
        List<String> heard = new java.util.concurrent.CopyOnWriteArrayList<>();
        first.subscribe(new ClusterListener() {
            @Override
            public void onJoined(Event.Joined event) {
                heard.add(event.member().name());
            }
        });
        Runnable interrupt = () -> Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("grapevine-"))
                .forEach(Thread::interrupt);
        for (int i = 0; i < 5; i++) {
            interrupt.run();
            Cluster other =
                    start(member("n" + i).seeds("127.0.0.1:" + first.address().port()));
            interrupt.run();
            String joined = "n" + i;
            await().atMost(PATIENCE).until(() -> heard.contains(joined));
            interrupt.run();
            other.close();
        }
        assertThat(first.ready()).isCompleted();
    }
}
