package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.model.ClusterKeyInfo;
import dev.grapevine.model.EncryptionMode;
import dev.grapevine.model.KeyRefusedException;
import dev.grapevine.model.KeyRotation;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of a running cluster, on real sockets. */
class KeyControlTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Cluster> members = new ArrayList<>();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folders;

    @AfterEach
    void end() {
        members.forEach(Cluster::abort);
    }

    private static byte[] key(int filler) {
        byte[] key = new byte[ClusterKeys.LENGTH];
        Arrays.fill(key, (byte) filler);
        return key;
    }

    private static String id(int filler) {
        return ClusterKeys.id(key(filler));
    }

    private Cluster start(String name, boolean onDisk, int... keys) {
        Cluster.Builder builder = Cluster.builder()
                .name(name)
                .cluster("sealed")
                .port(0)
                .profile(Profile.LOCAL)
                .listener(new ClusterListener() {
                    @Override
                    public void onFailed(Event.Failed event) {
                        failed.add(event.toString());
                    }
                });
        for (int key : keys) {
            builder.key(key(key));
        }
        if (onDisk) {
            builder.dataFolder(folders.resolve(name));
        }
        members.stream().map(member -> "127.0.0.1:" + member.address().port()).forEach(builder::seeds);
        Cluster member = builder.start();
        members.add(member);
        return member;
    }

    private void awaitAll() {
        await().atMost(PATIENCE)
                .until(() -> members.stream()
                        .allMatch(member -> member.members().stream()
                                        .filter(seen -> seen.status() == Status.ALIVE)
                                        .count()
                                == members.size()));
    }

    private static @Nullable ClusterKeyInfo info(Cluster member, String id) {
        return member.keys().list().stream()
                .filter(key -> key.id().equals(id))
                .findAny()
                .orElse(null);
    }

    private void awaitPrimary(String id) {
        await().atMost(PATIENCE)
                .until(() -> members.stream()
                        .allMatch(member -> member.encryption().keys().get(0).equals(id)));
    }

    /** All members hold it, and know that all others do. */
    private void awaitHeld(String id) {
        await().atMost(PATIENCE)
                .until(() -> members.stream().allMatch(member -> {
                    ClusterKeyInfo info = info(member, id);
                    return info != null && info.held() && info.lacking().isEmpty();
                }));
    }

    private void awaitKeys(String... ids) {
        await().atMost(PATIENCE)
                .until(() -> members.stream()
                        .allMatch(member -> member.encryption().keys().equals(List.of(ids))));
    }

    private String rotate(Cluster by, boolean force) {
        String[] to = {null};
        // Refused until all members have told that their keyrings are on disk.
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(KeyRefusedException.class)
                .until(() -> {
                    KeyRotation rotation = by.keys().rotate(to[0], force);
                    to[0] = rotation.id();
                    return rotation.step() == KeyRotation.Step.DONE;
                });
        return to[0];
    }

    // ---- changes

    @Test
    void a_key_is_installed_used_and_the_former_one_removed_and_each_reaches_all() {
        Cluster first = start("n1", true, 1);
        Cluster second = start("n2", true, 1);
        Cluster third = start("n3", true, 1);
        awaitAll();

        assertThat(first.keys().install(key(2))).isEqualTo(id(2));
        awaitHeld(id(2));
        second.keys().use(id(2), false);
        awaitPrimary(id(2));
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(KeyRefusedException.class)
                .until(() -> {
                    third.keys().remove(id(1), false);
                    return true;
                });
        awaitKeys(id(2));

        awaitAll();
        assertThat(failed).isEmpty();
        ClusterKeyInfo former = info(first, id(1));
        assertThat(former).isNotNull();
        assertThat(former.removed()).isTrue();
        assertThat(former.turn()).isEqualTo(1);
        assertThat(first.keys().list()).extracting(ClusterKeyInfo::id).containsExactly(id(2), id(1));
    }

    @Test
    void a_member_that_joins_under_an_old_key_is_given_the_new_ones() {
        start("n1", true, 1).keys().install(key(2));
        members.get(0).keys().use(id(2), false);
        start("n2", true, 1);
        awaitAll();
        awaitPrimary(id(2));
    }

    @Test
    void a_rotation_goes_to_a_new_key_and_removes_the_former_one() {
        for (int i = 1; i <= 3; i++) {
            start("n" + i, true, 1);
        }
        awaitAll();
        String second = rotate(members.get(0), false);
        awaitKeys(second);
        assertThatThrownBy(() -> members.get(1).keys().use(id(1), false))
                .isInstanceOf(KeyRefusedException.class)
                .hasMessage("key " + id(1) + " was removed; install a new one first");
        String third = rotate(members.get(2), false);
        awaitKeys(third);
        assertThat(third).isNotEqualTo(second);
        awaitAll();
        assertThat(failed).isEmpty();
    }

    @Test
    void a_rotation_that_was_interrupted_is_continued_by_any_member() {
        start("n1", true, 1);
        start("n2", true, 1);
        awaitAll();
        String begun = members.get(0).keys().rotate(null, true).id();
        awaitHeld(begun);
        assertThat(rotate(members.get(1), false)).isEqualTo(begun);
        awaitKeys(begun);

        String next = members.get(0).keys().rotate(null, true).id();
        awaitHeld(next);
        members.get(0).keys().use(next, false);
        awaitPrimary(next);
        assertThat(rotate(members.get(1), false)).isEqualTo(next);
        awaitKeys(next);
    }

    // ---- refusals

    @Test
    void a_key_that_a_member_lacks_is_not_used_and_one_that_a_member_seals_with_is_not_removed() {
        Cluster first = start("n1", true, 1, 2);
        start("n2", true, 1);
        awaitAll();
        await().atMost(PATIENCE).until(() -> {
            ClusterKeyInfo info = info(first, id(2));
            return info != null && info.lacking().equals(List.of("n2"));
        });
        assertThatThrownBy(() -> first.keys().use(id(2), false))
                .isInstanceOf(KeyRefusedException.class)
                .hasMessageStartingWith("key " + id(2) + " has not reached n2; wait");

        first.keys().use(id(2), true);
        assertThatThrownBy(() -> first.keys().remove(id(1), false))
                .isInstanceOf(KeyRefusedException.class)
                .hasMessageStartingWith("key " + id(1) + " is what these members seal with: n2;");
        assertThatThrownBy(() -> first.keys().remove(id(2), true)).hasMessageContaining("is the primary");
    }

    @Test
    void a_change_that_a_member_would_not_survive_a_restart_of_is_refused() {
        Cluster first = start("n1", true, 1);
        start("n2", false, 1);
        awaitAll();
        assertThatThrownBy(() -> first.keys().rotate(null, false))
                .isInstanceOf(KeyRefusedException.class)
                .hasMessageStartingWith(
                        "these members keep no keyring on disk, and would restart without an accepted key: n2;");
        assertThat(first.keys().list()).hasSize(1);
    }

    @Test
    void a_member_without_a_key_has_none_to_change() {
        Cluster plain = start("n1", false);
        assertThat(plain.keys().list()).isEmpty();
        assertThatThrownBy(() -> plain.keys().install(key(1)))
                .isInstanceOf(KeyRefusedException.class)
                .hasMessageContaining("has no key");
    }

    // ---- on disk

    @Test
    void a_member_restarts_with_its_keyring_and_ignores_a_removed_key_of_its_key_file() {
        start("n1", true, 1);
        start("n2", true, 1);
        awaitAll();
        String now = rotate(members.get(0), false);
        awaitKeys(now);
        members.remove(1).close();
        start("n2", true, 1);
        awaitAll();
        awaitKeys(now);
    }

    @Test
    void a_keyring_that_others_may_read_or_that_is_damaged_is_refused() throws IOException {
        start("n1", true, 1).close();
        members.clear();
        Path file = folders.resolve("n1").resolve("keys");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> start("n1", true, 1))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("chmod 600 " + file);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "grapevine-keys 1\nknown");
        assertThatThrownBy(() -> start("n1", true, 1))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void the_keyring_on_disk_has_installed_keys_and_not_those_of_the_key_file() throws IOException {
        Cluster member = start("n1", true, 1);
        member.keys().install(key(2));
        member.close();
        members.clear();
        assertThat(Files.readString(folders.resolve("n1").resolve("keys")))
                .contains("key " + "02".repeat(32))
                .contains("known " + id(1) + " 1\n")
                .contains("known " + id(2) + " 0\n")
                .doesNotContain("01".repeat(32));
    }

    // ---- a stolen key

    /** Of docs/security.md: the thief is never told the new key, and is out once the stolen one is removed. */
    @Test
    void a_stolen_key_is_replaced_by_one_that_the_thief_is_not_given() {
        for (int i = 1; i <= 3; i++) {
            start("n" + i, true, 1);
        }
        Cluster thief = start("thief", false, 1);
        awaitAll();

        for (Cluster member : members.subList(0, 3)) {
            member.encryption(EncryptionMode.REQUIRE, List.of(key(1), key(2)));
        }
        members.remove(thief);
        awaitHeldByAllBut(thief);
        members.get(0).keys().use(id(2), true);
        awaitPrimary(id(2));
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(KeyRefusedException.class)
                .until(() -> {
                    members.get(0).keys().remove(id(1), true);
                    return true;
                });
        awaitKeys(id(2));

        assertThat(thief.encryption().keys()).doesNotContain(id(2));
        await().atMost(PATIENCE)
                .until(() -> members.stream()
                        .allMatch(member ->
                                member.member("thief").stream().noneMatch(seen -> seen.status() == Status.ALIVE)));
        assertThat(thief.encryption().keys()).doesNotContain(id(2));
        thief.abort();
    }

    private void awaitHeldByAllBut(Cluster thief) {
        await().atMost(PATIENCE)
                .until(() -> members.stream().allMatch(member -> {
                    ClusterKeyInfo info = info(member, id(2));
                    return info != null && info.held() && info.lacking().equals(List.of("thief"));
                }));
        assertThat(thief.encryption().keys()).doesNotContain(id(2));
    }
}
