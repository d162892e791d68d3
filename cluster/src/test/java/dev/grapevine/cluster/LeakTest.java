package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.model.Profile;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A stopped member leaves no threads, descriptors or references behind. */
class LeakTest {

    private static final int TIMES = 100;

    private static Cluster.Builder member(String cluster, String name) {
        return Cluster.builder()
                .name(name)
                .cluster(cluster)
                .port(0)
                .broadcast(0)
                .profile(Profile.LOCAL);
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("grapevine"))
                .toList();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void threads_and_descriptors_are_released_after_each_stop(@TempDir Path folder) {
        String name = "test-" + UUID.randomUUID();
        try (Cluster other = member(name, "other").start()) {
            once(name, other, folder); // loads the classes
            long before = descriptors();
            for (int i = 0; i < TIMES; i++) {
                once(name, other, folder);
            }
            // The other member's ends of the streams close a moment later.
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(threads()).containsExactly("grapevine-other"));
        }
    }

    private static void once(String name, Cluster other, Path folder) {
        Cluster cluster = member(name, "m")
                .dataFolder(folder)
                .seeds(other.address().toString())
                .start();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> cluster.members().size() == 2);
        cluster.close();
    }

    @Test
    void a_shared_loop_keeps_no_reference_to_stopped_members() {
        String name = "test-" + UUID.randomUUID();
        List<WeakReference<Cluster>> gone = new ArrayList<>();
        try (ClusterLoop loop = ClusterLoop.start("test-shared")) {
            for (int i = 0; i < 10; i++) {
                Cluster cluster = member(name, "m" + i).loop(loop).start();
                gone.add(new WeakReference<>(cluster));
                cluster.close();
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                System.gc();
                return gone.stream().allMatch(one -> one.get() == null);
            });
        }
    }
}
