package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.model.DropReason;
import dev.grapevine.model.EncryptionMode;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members with a key, on real sockets. */
class SealedClusterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Cluster> members = new ArrayList<>();

    @AfterEach
    void end() {
        members.forEach(Cluster::abort);
    }

    private static byte[] key(int filler) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) filler);
        return key;
    }

    private Cluster start(String name, Cluster.Builder with) {
        with.name(name).cluster("sealed").port(0).profile(Profile.LOCAL);
        if (!members.isEmpty()) {
            with.seeds("127.0.0.1:" + members.get(0).address().port());
        }
        Cluster member = with.start();
        members.add(member);
        return member;
    }

    private void awaitAll(int count) {
        await().atMost(PATIENCE)
                .until(() -> members.stream()
                        .allMatch(member -> member.members().stream()
                                        .filter(seen -> seen.status() == Status.ALIVE)
                                        .count()
                                == count));
    }

    @Test
    void members_with_one_key_form_a_cluster_and_share_their_services() {
        for (int i = 1; i <= 5; i++) {
            start(
                    "n" + i,
                    Cluster.builder()
                            .key(key(1))
                            .services(
                                    ServiceInstance.named("web").port(8_000 + i).build()));
        }
        awaitAll(5);
        await().atMost(PATIENCE)
                .until(() -> members.stream()
                        .allMatch(member -> member.service("web").instances().size() == 5));
        members.remove(4).abort();
        awaitAll(4);
        assertThat(members.get(0).stats().traffic().dropped().get(DropReason.SEAL))
                .isZero();
    }

    @Test
    void a_member_with_another_key_or_none_does_not_get_in() {
        start("n1", Cluster.builder().key(key(1)));
        start("n2", Cluster.builder().key(key(1)));
        awaitAll(2);
        Cluster other = start("n3", Cluster.builder().key(key(2)));
        Cluster plain = start("n4", Cluster.builder());
        await().atMost(PATIENCE)
                .until(() -> members.get(0).stats().traffic().dropped().get(DropReason.SEAL) >= 2);
        assertThat(other.members()).hasSize(1);
        assertThat(plain.members()).hasSize(1);
        assertThat(members.get(0).members()).hasSize(2);
    }

    @Test
    void a_running_cluster_gets_from_plain_to_sealed_and_back_step_by_step() {
        List<String> failed = new CopyOnWriteArrayList<>();
        for (int i = 1; i <= 4; i++) {
            start(
                    "n" + i,
                    Cluster.builder()
                            .services(
                                    ServiceInstance.named("web").port(8_000 + i).build())
                            .listener(new ClusterListener() {
                                @Override
                                public void onFailed(Event.Failed event) {
                                    failed.add(event.toString());
                                }
                            }));
        }
        awaitAll(4);
        String id = ClusterKeys.id(key(1));
        for (EncryptionMode mode : List.of(
                EncryptionMode.ACCEPT,
                EncryptionMode.SEND,
                EncryptionMode.REQUIRE,
                EncryptionMode.SEND,
                EncryptionMode.ACCEPT,
                EncryptionMode.OFF,
                EncryptionMode.ACCEPT,
                EncryptionMode.SEND,
                EncryptionMode.REQUIRE)) {
            for (Cluster member : members) {
                member.encryption(mode, List.of(key(1)));
                assertThat(member.encryption()).isEqualTo(new EncryptionState(mode, List.of(id)));
                members.forEach(other -> assertThat(other.service("web").instances())
                        .as("at " + mode)
                        .hasSize(4));
            }
            awaitProbes();
        }
        assertThat(failed).isEmpty();
        Cluster plain = start("n5", Cluster.builder());
        start("n6", Cluster.builder().key(key(1)));
        await().atMost(PATIENCE).until(() -> members.get(0).members().size() == 5);
        assertThat(plain.members()).hasSize(1);
    }

    /** Until each member has heard from others a few times. */
    private void awaitProbes() {
        for (Cluster member : members) {
            long before = member.stats().protocol().probesAcked();
            await().atMost(PATIENCE).until(() -> member.stats().protocol().probesAcked() >= before + 3);
        }
    }

    @Test
    void a_mode_without_a_key_is_refused_and_changes_nothing() {
        Cluster plain = start("n1", Cluster.builder());
        assertThatThrownBy(() -> plain.encryption(EncryptionMode.SEND, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("encryption mode SEND needs a key");
        assertThatThrownBy(() -> plain.encryption(EncryptionMode.SEND, List.of(new byte[31])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a cluster key has 32 bytes, not 31");
        assertThat(plain.encryption()).isEqualTo(EncryptionState.NONE);
    }

    @Test
    void members_that_take_both_mix_with_plain_ones_and_with_sealing_ones() {
        start("n1", Cluster.builder().key(key(1)).encryption(EncryptionMode.ACCEPT));
        start("n2", Cluster.builder());
        start("n3", Cluster.builder().key(key(1)).encryption(EncryptionMode.ACCEPT));
        awaitAll(3);
        members.remove(1).abort();
        awaitAll(2);
        start("n4", Cluster.builder().key(key(1)).encryption(EncryptionMode.SEND));
        awaitAll(3);
    }
}
