package dev.grapevine.test.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.test.Json;
import dev.grapevine.test.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Five members with a key, and a stranger beside them that records everything they say and forges what it likes. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
final class AttackTest {

    private static final int STRANGER = 99;
    private static final int GUEST = 50;
    private static final int RECORD_SECONDS = 8;

    /** What is older than this is never taken. */
    private static final Duration FRESHNESS = Duration.ofSeconds(60);

    private static final Path FOLDER = folder();
    private static final Path KEY = key("key");

    @RegisterExtension
    private final Site site = Site.of(5, "--key-file=" + KEY);

    private final Path recorded = FOLDER.resolve("recorded");
    private @Nullable Host stranger;

    private static Path folder() {
        try {
            return Files.createTempDirectory("attack");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path key(String name) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        try {
            Path file = FOLDER.resolve(name);
            Files.writeString(file, Base64.getEncoder().encodeToString(key) + "\n");
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- what the members count

    /** Datagrams that members sent, received, and took. */
    private record Counts(long sent, long received, long dropped) {

        static Counts of(List<Node> nodes) {
            long sent = 0;
            long received = 0;
            long dropped = 0;
            for (Node node : nodes) {
                Map<String, Object> traffic = Json.object(Readings.stats(node), "traffic");
                sent += (long) Readings.number(traffic, "udpPacketsSent");
                received += (long) Readings.number(traffic, "udpPacketsReceived");
                for (Object count : Json.object(traffic, "dropped").values()) {
                    dropped += ((Number) count).longValue();
                }
            }
            return new Counts(sent, received, dropped);
        }

        Counts since(Counts before) {
            return new Counts(sent - before.sent, received - before.received, dropped - before.dropped);
        }

        /** Taken of what members did not send to members. What is on its way when the counts are read makes it a little more or less. */
        long takenOfStrangers(Attacker.Outcome attack) {
            return received - dropped - (sent - attack.answers());
        }
    }

    private List<Node> members() {
        return site.hosts().stream().map(site::node).toList();
    }

    private Attacker attacker() {
        if (stranger == null) {
            stranger = Host.create(STRANGER);
        }
        return Attacker.on(stranger);
    }

    @AfterAll
    void removeStranger() {
        if (stranger != null) {
            stranger.remove();
        }
    }

    private void assertNoHarm(Attacker.Outcome attack) {
        assertThat(attack.sent()).isPositive();
        assertThat(attack.answers()).as("datagrams out for those in").isLessThanOrEqualTo(attack.sent());
        assertThat(attack.answerBytes()).as("bytes out for those in").isLessThanOrEqualTo(attack.sentBytes());
        site.assertNoDeathBut();
        assertThat(site.hosts()).allMatch(host -> site.node(host).running());
    }

    // ---- attacks

    @Test
    void a_recorder_that_replays_reorders_redirects_and_changes_datagrams_is_not_believed() {
        Attacker attacker = attacker();
        assertThat(attacker.record(recorded, RECORD_SECONDS)).isGreaterThan(50);
        long began = System.nanoTime();
        for (String mode : List.of("same", "reorder", "own", "strange", "reflect", "truncate", "flip")) {
            Counts before = Counts.of(members());
            assertNothingTaken(mode, attacker.replay(recorded, mode, 2_000), before);
        }
        // What one member was sent is fresh for another, once: nothing comes of it. What is old is for nobody.
        assertNoHarm(attacker.replay(recorded, "other", 2_000));
        site.letPass(FRESHNESS.plusSeconds(1).minusNanos(System.nanoTime() - began));
        for (String mode : List.of("same", "other", "own")) {
            Counts before = Counts.of(members());
            assertNothingTaken(mode + ", a minute later", attacker.replay(recorded, mode, 2_000), before);
        }

        // Of an earlier run: all have other salts now.
        for (Host host : site.hosts()) {
            site.node(host).terminate();
            assertThat(site.node(host).end()).isZero();
            site.launch(host, site.plan(host));
            site.up(host);
        }
        site.settle();
        for (String mode : List.of("same", "other", "own")) {
            Counts before = Counts.of(members());
            assertNothingTaken(mode + ", of an earlier run", attacker.replay(recorded, mode, 2_000), before);
        }
        site.settle();
    }

    /** A handful of datagrams is on its way whenever the counts are read; the attacker sent hundreds. */
    private void assertNothingTaken(String what, Attacker.Outcome attack, Counts before) {
        assertNoHarm(attack);
        site.letPass(Duration.ofSeconds(1)); // what waits for a proof is dropped 2 s after it came
        Counts since = Counts.of(members()).since(before);
        System.out.println(what + ": " + since + ", taken of strangers: " + since.takenOfStrangers(attack));
        assertThat(since.takenOfStrangers(attack))
                .as("datagrams of strangers taken: " + what)
                .isLessThan(10);
    }

    @Test
    void a_storm_of_garbage_kills_nobody_and_the_cluster_works_again_at_once() throws IOException {
        Attacker attacker = attacker();
        attacker.record(recorded, RECORD_SECONDS);
        Counts before = Counts.of(members());

        Attacker.Outcome storm = attacker.storm(recorded, site.host(1), 50_000, 20);

        assertNothingTaken("storm", storm, before);
        long began = System.nanoTime();
        assertThat(site.node(site.host(2))
                        .send("PUT", "/v1/services/after-storm/1", "{\"port\":80}")
                        .statusCode())
                .isEqualTo(201);
        site.until(
                "a service is known to the member in the storm",
                () -> site.node(site.host(1)).get("/v1/services").contains("after-storm"));
        System.out.println("after the storm a change is known in "
                + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
        site.node(site.host(2)).send("DELETE", "/v1/services/after-storm/1", "");
        site.settle();
        site.assertNoDeathBut();
    }

    @Test
    void five_thousand_idle_and_slow_streams_keep_no_member_from_joining() throws InterruptedException {
        Attacker attacker = attacker();
        Thread streams = new Thread(() -> attacker.streams(site.host(1), 5_000, 20), "streams");
        streams.start();
        Host joiner = site.host(5);
        site.node(joiner).terminate();
        assertThat(site.node(joiner).end()).isZero();
        site.launch(joiner, site.plan(joiner)); // its seed is the member under attack
        site.up(joiner);
        site.settle();
        assertThat(streams.isAlive()).as("the streams are still open").isTrue();
        streams.join();
        site.assertNoDeathBut();
        site.settle();
    }

    @Test
    void processes_without_the_key_or_of_another_cluster_are_not_let_in() {
        Host guest = Host.create(GUEST);
        List<Node.Plan> plans = List.of(
                guest(guest, "site"),
                guest(guest, "site", "--key-file=" + key("other")),
                guest(guest, "other", "--key-file=" + KEY));
        for (Node.Plan plan : plans) {
            site.launch(guest, plan);
            Node outsider = site.node(guest);
            site.letPass(Duration.ofSeconds(5));
            assertThat(members())
                    .allSatisfy(member -> assertThat(member.statuses()).doesNotContainKey(guest.member()));
            assertThat(outsider.log()).doesNotContain("JOINED node");
            outsider.kill();
            outsider.end();
        }
        guest.remove();
        site.assertNoDeathBut();
        site.settle();
    }

    private Node.Plan guest(Host guest, String cluster, String... flags) {
        return guest.plan(
                cluster,
                Stream.concat(Stream.of("--seed=" + site.host(1).seed()), Stream.of(flags))
                        .toList(),
                Map.of());
    }

    @Test
    void a_copy_of_a_member_with_its_data_folder_does_not_replace_it_and_the_member_comes_back_with_its_own()
            throws IOException {
        Host host = site.host(3);
        Path data = FOLDER.resolve("data");
        restart(host, data);
        String generation = site.node(host).generation(host.member());

        Path copy = FOLDER.resolve("copy");
        copy(data, copy);
        Host other = Host.create(GUEST);
        Node.Plan guest = guest(other, "site", "--key-file=" + KEY, "--data=" + copy);
        site.launch(
                other,
                new Node.Plan(
                        host.member(), guest.cluster(), guest.place(), guest.gossip(), guest.http(), guest.flags()));
        site.until("the copy ends", () -> !site.node(other).running());
        System.out.println("the copy: "
                + site.node(other)
                        .log()
                        .lines()
                        .filter(line -> line.contains("ERROR") || line.contains("name"))
                        .toList());
        assertThat(site.node(host).running()).isTrue();
        assertThat(site.node(host).generation(host.member())).isEqualTo(generation);
        other.remove();
        site.assertNoDeathBut();
        site.settle();

        restart(host, data);
        assertThat(Long.parseUnsignedLong(site.node(host).generation(host.member())))
                .isGreaterThan(Long.parseUnsignedLong(generation));
        site.assertNoDeathBut();
    }

    private void restart(Host host, Path data) {
        site.node(host).terminate();
        assertThat(site.node(host).end()).isZero();
        site.launch(host, site.plan(host, "--data=" + data));
        site.up(host);
        site.settle();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!file.getFileName().toString().equals("lock")) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                }
            }
        }
    }
}
