package dev.grapevine.test.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.test.Json;
import dev.grapevine.test.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Members that change their keys: because one was stolen, or while a member is away. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
final class AttackKeysTest {

    private static final int THIEF = 50;
    private static final int STRANGER = 99;
    private static final Duration SILENCE = Duration.ofSeconds(6);

    private static final Path FOLDER = folder();

    /** Of all members. */
    private static final Path FILE = file("key", newKey());

    @RegisterExtension
    private final Site site = Site.of(3, "--key-file=" + FILE);

    private static Path folder() {
        try {
            return Files.createTempDirectory("keys");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static Path file(String name, String... keys) {
        try {
            Path file = FOLDER.resolve(name);
            Files.writeString(file, String.join("\n", keys) + "\n");
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // ---- keys by the API

    private Node first() {
        return site.node(site.host(1));
    }

    private List<Node> members() {
        return site.hosts().stream().map(site::node).toList();
    }

    private static List<Map<String, Object>> keys(Node node) {
        return Json.list(node.get("/v1/keys"));
    }

    private static @Nullable Map<String, Object> key(Node node, String id) {
        return keys(node).stream()
                .filter(key -> id.equals(key.get("id")))
                .findAny()
                .orElse(null);
    }

    private static String primary(Node node) {
        return keys(node).stream()
                .filter(key -> Boolean.TRUE.equals(key.get("primary")))
                .map(key -> String.valueOf(key.get("id")))
                .findAny()
                .orElseThrow();
    }

    /** Asks until it is not refused any more. */
    private Map<String, Object> change(Node node, String method, String path, String body) {
        List<String> answers = new ArrayList<>();
        site.until(method + " " + path, () -> {
            var response = node.send(method, path, body);
            answers.add(response.body());
            return response.statusCode() / 100 == 2;
        });
        String last = answers.get(answers.size() - 1);
        return last.isEmpty() ? new HashMap<>() : Json.object(last);
    }

    private void hangUp() {
        for (Node member : members()) {
            site.host(1).exec("kill", "-HUP", String.valueOf(member.pid()));
        }
    }

    private void untilAllHaveOnly(List<Node> nodes, String id) {
        site.until(
                "all accept key " + id + " alone",
                () -> nodes.stream()
                        .allMatch(node -> keys(node).stream()
                                .allMatch(key -> id.equals(key.get("id"))
                                        ? Boolean.TRUE.equals(key.get("primary"))
                                                && Boolean.TRUE.equals(key.get("held"))
                                        : Boolean.TRUE.equals(key.get("removed")))));
    }

    private static Node.Plan outsider(Host host, Host seed, Path keys, String... more) {
        return host.plan(
                "site",
                Stream.concat(Stream.of("--seed=" + seed.seed(), "--key-file=" + keys), Stream.of(more))
                        .toList(),
                Map.of());
    }

    private void assertAlone(Node outsider) {
        site.letPass(SILENCE);
        assertThat(members())
                .allSatisfy(member ->
                        assertThat(member.statuses().get(outsider.name())).isNotIn("alive", "suspect"));
        assertThat(outsider.statuses().values()).filteredOn("alive"::equals).hasSize(1);
        assertThat(outsider.logged("JOINED node1")).isZero();
    }

    // ---- a thief

    @Test
    void a_thief_of_a_key_is_out_once_it_is_removed_and_is_never_told_the_new_one() throws IOException {
        Host host = Host.create(THIEF);
        String present = lines(FILE)[0];
        Path stolen = file("stolen", present);
        String stolenId = primary(first());
        site.launch(host, outsider(host, site.host(1), stolen));
        site.up(host);
        Node thief = site.node(host);
        site.until(
                "the thief is a member",
                () -> thief.statuses().values().stream().filter("alive"::equals).count() == 4);

        // The new key is the last line of every key file, and no agent gives it away.
        String next = newKey();
        file("key", present, next);
        hangUp();
        site.until(
                "all but the thief have it",
                () -> keys(first()).stream()
                        .anyMatch(key -> List.of(host.member()).equals(key.get("lacking"))));
        String id = keys(first()).stream()
                .filter(key -> List.of(host.member()).equals(key.get("lacking")))
                .map(key -> String.valueOf(key.get("id")))
                .findAny()
                .orElseThrow();
        assertThat(first().send("POST", "/v1/keys", "{\"action\":\"use\",\"id\":\"" + id + "\"}")
                        .body())
                .contains("has not reached " + host.member());
        change(first(), "POST", "/v1/keys", "{\"action\":\"use\",\"id\":\"" + id + "\",\"force\":true}");
        site.until(
                "all seal with it",
                () -> members().stream()
                        .allMatch(member -> id.equals(primary(member))
                                && ((List<?>) Objects.requireNonNull(key(member, id))
                                                        .get("sealing"))
                                                .size()
                                        >= 3));
        change(first(), "DELETE", "/v1/keys/" + stolenId + "?force=true", "");
        untilAllHaveOnly(members(), id);
        site.until(
                "the thief is out",
                () -> members().stream()
                        .noneMatch(member -> List.of("alive", "suspect")
                                .contains(member.statuses().get(host.member()))));

        // It hears nothing new, cannot undo anything, and does not come back.
        change(site.node(site.host(2)), "PUT", "/v1/services/after/1", "{\"port\":80}");
        site.until("members know the service", () -> first().get("/v1/services").contains("after"));
        thief.send("POST", "/v1/keys", "{\"action\":\"rotate\",\"force\":true}");
        site.letPass(SILENCE);
        assertThat(thief.get("/v1/services")).doesNotContain("after");
        assertThat(key(thief, id))
                .satisfies(known -> assertThat(known == null || Boolean.FALSE.equals(known.get("held")))
                        .isTrue());
        untilAllHaveOnly(members(), id);
        thief.kill();
        thief.end();
        site.launch(host, outsider(host, site.host(1), stolen));
        site.up(host);
        assertAlone(site.node(host));

        site.node(host).kill();
        site.node(host).end();
        host.remove();
        change(site.node(site.host(2)), "DELETE", "/v1/services/after/1", "");
        change(first(), "POST", "/v1/forget/" + host.member(), "");
        site.until(
                "the thief is forgotten",
                () -> members().stream().noneMatch(member -> member.statuses().containsKey(host.member())));
        file("key", next);
        hangUp();
        site.settle();
        site.assertNoDeathBut(host);
    }

    // ---- a member that was away

    @Test
    void a_member_that_was_away_for_two_changes_disturbs_nobody_and_comes_back_with_the_present_key() {
        for (Host host : site.hosts()) {
            restart(host);
        }
        Host away = site.host(3);
        String old = primary(first());
        Path shelf = file("shelf", lines(FILE));
        stop(away);

        List<Node> present = List.of(first(), site.node(site.host(2)));
        String last = "";
        String id = "";
        for (int i = 0; i < 2; i++) {
            last = newKey();
            id = String.valueOf(change(first(), "POST", "/v1/keys", "{\"action\":\"install\",\"key\":\"" + last + "\"}")
                    .get("id"));
            String rotate = "{\"action\":\"rotate\",\"id\":\"" + id + "\"}";
            site.until(
                    "the key is rotated",
                    () -> "done"
                            .equals(change(first(), "POST", "/v1/keys", rotate).get("step")));
            untilAllHaveOnly(present, id);
        }

        // Its ring is two keys behind, and so is its key file.
        site.launch(away, plan(away, shelf));
        site.up(away);
        site.letPass(SILENCE);
        assertThat(present)
                .allSatisfy(member ->
                        assertThat(member.statuses().get(away.member())).isNotEqualTo("alive"));
        assertThat(primary(site.node(away))).isEqualTo(old);
        assertThat(site.node(away).logged("JOINED node1")).isZero();
        assertThat(present)
                .allSatisfy(member -> assertThat(member.statuses().get("node1")).isEqualTo("alive"));
        untilAllHaveOnly(present, id);
        site.assertNoDeathBut();
        stop(away);

        file("shelf", last);
        site.launch(away, plan(away, shelf));
        site.up(away);
        untilAllHaveOnly(members(), id);
        site.settle();
        site.assertNoDeathBut();
        file("key", last);
        hangUp();
    }

    private static String[] lines(Path file) {
        try {
            return Files.readAllLines(file).toArray(String[]::new);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void stop(Host host) {
        site.node(host).terminate();
        assertThat(site.node(host).end()).isZero();
    }

    /** With a key file and a data folder of its own. */
    private Node.Plan plan(Host host, Path keys) {
        return host.plan(
                "site",
                List.of(
                        "--service=svc-" + host.member() + ":80",
                        "--seed=" + site.host(1).seed(),
                        "--key-file=" + keys,
                        "--data=" + FOLDER.resolve(host.member())),
                Map.of());
    }

    private void restart(Host host) {
        stop(host);
        site.launch(host, site.plan(host, "--data=" + FOLDER.resolve(host.member())));
        site.up(host);
        site.settle();
    }

    // ---- a stranger

    @Test
    void what_members_in_clear_are_attacked_with_does_nothing_to_sealed_ones() {
        Host stranger = Host.create(STRANGER);
        Attacker attacker = Attacker.on(stranger);
        List<Object> before = views();
        long dropped = dropped();
        Attacker.Outcome attack = attacker.clear("site", site.host(1), 2_000, 10, site.hosts());
        assertThat(attack.sent()).isGreaterThan(1_000);
        // A busy machine loses some before the member sees them.
        assertThat(dropped() - dropped).as("datagrams dropped").isGreaterThan(attack.sent() / 2);
        assertThat(attack.answers()).as("answers").isZero();
        assertThat(views()).isEqualTo(before);
        stranger.remove();
        site.assertNoDeathBut();
        site.settle();
    }

    private long dropped() {
        return Json.object(Json.object(Readings.stats(first()), "traffic"), "dropped").values().stream()
                .mapToLong(count -> ((Number) count).longValue())
                .sum();
    }

    /** Names, statuses and generations, as each member knows them. */
    private List<Object> views() {
        return members().stream()
                .map(member -> (Object) Json.list(member.get("/v1/members")).stream()
                        .map(seen -> seen.get("name") + " " + seen.get("status") + " " + seen.get("generation"))
                        .sorted()
                        .toList())
                .toList();
    }
}
