package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.model.Evidence;
import dev.grapevine.model.KeyRefusedException;
import dev.grapevine.model.KeyRotation;
import dev.grapevine.model.Member;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The members of one process change their key again and again, while members join, leave, crash and return, and services change. */
class KeyRotationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** One process of a member. */
    private record Life(String name, long generation) {
        static Life of(Member member) {
            return new Life(member.name(), member.generation());
        }
    }

    private final Map<String, Cluster> members = new LinkedHashMap<>();
    private final Queue<Event.Failed> failed = new ConcurrentLinkedQueue<>();
    private final Set<Life> crashed = new HashSet<>();
    private final Set<Life> left = new HashSet<>();
    private final List<Double> seconds = new ArrayList<>();
    private int joins;
    private int changes;
    private ClusterLoop loop;

    @TempDir
    private Path folders;

    @BeforeEach
    void begin() {
        loop = ClusterLoop.start("rotation");
    }

    @AfterEach
    void end() {
        members.values().forEach(Cluster::abort);
        loop.close();
    }

    private static byte[] key(int filler) {
        byte[] key = new byte[ClusterKeys.LENGTH];
        Arrays.fill(key, (byte) filler);
        return key;
    }

    private void start(String name, int... keys) {
        Cluster.Builder builder = Cluster.builder()
                .name(name)
                .dataFolder(folders.resolve(name))
                .cluster("rotating")
                .port(0)
                .profile(Profile.LAN)
                .loop(loop)
                .services(ServiceInstance.named("web").port(8_000).build())
                .listener(new ClusterListener() {
                    @Override
                    public void onFailed(Event.Failed event) {
                        failed.add(event);
                    }
                });
        for (int key : keys) {
            builder.key(key(key));
        }
        members.values().stream()
                .limit(3)
                .map(member -> "127.0.0.1:" + member.address().port())
                .forEach(builder::seeds);
        members.put(name, builder.start());
        joins++;
    }

    private void leave(String name) {
        Cluster member = members.remove(name);
        left.add(Life.of(member.self()));
        member.close();
    }

    private void crash(String name) {
        Cluster member = members.remove(name);
        crashed.add(Life.of(member.self()));
        member.abort();
    }

    private boolean allSeeAll() {
        return members.values().stream()
                .allMatch(member -> member.members().stream()
                                        .filter(seen -> seen.status() == Status.ALIVE)
                                        .map(Member::name)
                                        .filter(members::containsKey)
                                        .count()
                                == members.size()
                        && member.service("web").instances().size() == members.size());
    }

    @Test
    void nobody_is_lost_when_the_key_changes_under_churn() {
        rotate(20, 3);
    }

    /** Not in the default run: {@code mvn test -pl cluster -am -DexcludedGroups= -Dgroups=large}. */
    @Test
    @Tag("large")
    void none_of_50_members_is_lost_when_the_key_changes_10_times_under_churn() {
        rotate(50, 10);
    }

    private void rotate(int size, int times) {
        for (int i = 0; i < size; i++) {
            start("n" + i, 1);
        }
        await().atMost(PATIENCE).until(this::allSeeAll);
        for (int round = 0; round < times; round++) {
            long began = System.nanoTime();
            rotateOnce(round);
            seconds.add((System.nanoTime() - began) / 1e9);
        }
        long falseDeaths = members.values().stream()
                .mapToLong(member -> member.stats().protocol().falseDeaths())
                .sum();
        System.out.printf(
                "%d rotations in %d members, seconds each %.1f to %.1f; %d starts, %d leaves, %d crashes, %d changes of services; deaths seen %d, false %d%n",
                times,
                members.size(),
                Collections.min(seconds),
                Collections.max(seconds),
                joins,
                left.size(),
                crashed.size(),
                changes,
                failed.size(),
                falseDeaths);
        assertThat(falseDeaths).isZero();
        assertThat(failed)
                .allSatisfy(
                        event -> assertThat(wasTrue(event)).as(event.toString()).isTrue());
    }

    /** A crash, or the former process of a member that was back before its leave had reached all. */
    private boolean wasTrue(Event.Failed event) {
        Life life = Life.of(event.member());
        return crashed.contains(life) || (event.evidence() == Evidence.GONE && left.contains(life));
    }

    private void rotateOnce(int round) {
        int former = round + 1;
        int next = round + 2;
        List<String> names = members.keySet().stream()
                .filter(name -> !name.startsWith("late"))
                .toList();
        Cluster by = members.get(names.get(7 * round % names.size()));
        String leaves = names.get((7 * round + 13) % names.size());
        String crashes = names.get((7 * round + 29) % names.size());
        Deque<Runnable> churn = new ArrayDeque<>(List.of(
                () -> start("late" + round, former, next),
                () -> crash(crashes),
                () -> leave(leaves),
                () -> start(leaves, former, next)));
        if (round > 0) {
            churn.add(() -> leave("late" + (round - 1)));
        }

        String to = by.keys().install(key(next));
        await().atMost(PATIENCE).untilAsserted(() -> {
            changeServices();
            if (!churn.isEmpty()) {
                churn.remove().run();
            }
            KeyRotation rotation = step(by, to);
            if (rotation.waitingFor().equals(List.of(crashes)) && isDead(by, crashes)) {
                by.forget(crashes); // it was found silent, so it might be running, for all that others know
            }
            assertThat(rotation.step()).as(rotation::toString).isEqualTo(KeyRotation.Step.DONE);
        });
        churn.forEach(Runnable::run);
        // It was down while its keys were removed, and has the present one in its key file.
        start(crashes, next);
        await().atMost(PATIENCE)
                .until(() -> members.values().stream()
                        .allMatch(member -> member.encryption().keys().equals(List.of(to))));
        await().atMost(PATIENCE).until(this::allSeeAll);
    }

    private static KeyRotation step(Cluster by, String to) {
        try {
            return by.keys().rotate(to, false);
        } catch (KeyRefusedException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static boolean isDead(Cluster by, String name) {
        return by.members().stream().anyMatch(member -> member.name().equals(name) && member.status() == Status.DEAD);
    }

    private void changeServices() {
        List<Cluster> all = List.copyOf(members.values());
        all.get(31 * changes % all.size())
                .register(ServiceInstance.named("extra").port(9_000 + changes).build());
        changes++;
    }
}
