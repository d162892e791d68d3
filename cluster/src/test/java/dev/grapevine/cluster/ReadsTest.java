package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads of many threads: they wait for nothing, post nothing, and never go back. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadsTest {

    private static final int READERS = 4;

    /** Kinds of reads. */
    private static final int READS = 10;

    private static final long ROUNDS = 10_000;

    private final ExecutorService readers = Executors.newFixedThreadPool(READERS);
    private ClusterLoop loop;
    private Cluster cluster;

    @BeforeEach
    void start() {
        loop = ClusterLoop.start("test-reads");
        cluster = Cluster.builder()
                .name("m1")
                .cluster("test-" + UUID.randomUUID())
                .port(0)
                .profile(Profile.LOCAL)
                .loop(loop)
                .services(web(0))
                .start();
    }

    @AfterEach
    void stop() {
        loop.resume();
        readers.shutdownNow();
        cluster.abort();
        loop.close();
    }

    private static ServiceInstance web(int version) {
        return ServiceInstance.named("web")
                .port(8080)
                .metadata("version", Integer.toString(version))
                .build();
    }

    private static int version(ServiceInstance instance) {
        return Integer.parseInt(instance.metadata().get("version"));
    }

    private List<Future<Long>> startReaders(Callable<Long> reader) {
        List<Future<Long>> reading = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            reading.add(readers.submit(reader));
        }
        return reading;
    }

    /** One for each kind of read that finds what it should. Assertions would load classes, for which threads do wait. */
    private int readEverything() {
        return found(cluster.self().name().equals("m1"))
                + found(cluster.address().port() > 0)
                + found(cluster.members().size() == 1)
                + found(cluster.member("m1").isPresent())
                + found(cluster.services().size() == 1)
                + found(cluster.instances().size() == 1)
                + found(cluster.ownInstances().size() == 1)
                + found(cluster.service("web").instances().size() == 1)
                + found(cluster.service("web").pick().isPresent())
                + found(cluster.service("web").pickNearby().isPresent());
    }

    private static int found(boolean so) {
        return so ? 1 : 0;
    }

    @Test
    void reads_neither_wait_for_a_halted_loop_nor_post_to_it() throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        assertThat(readEverything()).isEqualTo(READS); // loads all classes
        assertThat(waits(threads)).isNotNegative();
        loop.suspend();
        Queue<?> posted = posted(loop.events());
        List<?> before = List.copyOf(posted);
        List<Future<Long>> reading = startReaders(() -> {
            long found = readEverything();
            long waits = waits(threads);
            for (int i = 1; i < ROUNDS; i++) {
                found += readEverything();
            }
            long waited = waits(threads) - waits;
            assertThat(found).isEqualTo(ROUNDS * READS);
            return waited;
        });
        for (Future<Long> reader : reading) {
            assertThat(reader.get())
                    .as("times that a reader was blocked, or waited")
                    .isZero();
        }
        assertThat(List.copyOf(posted)).isEqualTo(before);
        // The same look at the loop sees what is posted.
        Future<?> asking = readers.submit(() -> cluster.stats());
        while (posted.size() == before.size()) {
            Thread.onSpinWait();
        }
        assertThat(asking.isDone()).isFalse();
        loop.resume();
        asking.get();
    }

    private static long waits(ThreadMXBean threads) {
        ThreadInfo own = threads.getThreadInfo(Thread.currentThread().getId());
        return own.getBlockedCount() + own.getWaitedCount();
    }

    private static Queue<?> posted(EventLoop events) throws ReflectiveOperationException {
        Object mailbox = field(events, "mailbox");
        return (Queue<?>) field(mailbox, "tasks");
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    @Test
    void readers_never_go_back_while_the_writer_always_reads_what_it_wrote() throws Exception {
        AtomicBoolean written = new AtomicBoolean();
        List<Future<Long>> reading = startReaders(() -> {
            long distinct = 0;
            int last = 0;
            while (!written.get()) {
                int tags = cluster.self().metadata().isEmpty()
                        ? 0
                        : Integer.parseInt(cluster.self().metadata().get("version"));
                Instance web = cluster.service("web").pick().orElseThrow();
                assertThat(version(web.service()))
                        .as("written before the metadata of the member")
                        .isGreaterThanOrEqualTo(tags)
                        .isGreaterThanOrEqualTo(last);
                assertThat(web.member().name()).isEqualTo("m1");
                if (version(web.service()) > last) {
                    distinct++;
                    last = version(web.service());
                }
            }
            return distinct;
        });
        for (int i = 1; i <= 1_000; i++) {
            cluster.register(web(i));
            assertThat(version(cluster.ownInstances().get(0))).isEqualTo(i);
            assertThat(version(cluster.service("web").pick().orElseThrow().service()))
                    .isEqualTo(i);
            cluster.updateMetadata(Map.of("version", Integer.toString(i)));
            assertThat(cluster.self().metadata()).containsEntry("version", Integer.toString(i));
        }
        written.set(true);
        for (Future<Long> reader : reading) {
            assertThat(reader.get()).as("versions that a reader saw").isPositive();
        }
    }
}
