package dev.grapevine.core.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.core.wire.KeyEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyRingTest {

    private static final int SEEDS = 150;

    private static final Cryptography CRYPTOGRAPHY = new HashesOnly();

    private static byte[] bytes(int filler) {
        byte[] bytes = new byte[ClusterKey.LENGTH];
        Arrays.fill(bytes, (byte) filler);
        return bytes;
    }

    private static ClusterKey key(int filler) {
        return ClusterKey.of(bytes(filler), CRYPTOGRAPHY);
    }

    private static KeyId id(int filler) {
        return key(filler).id();
    }

    private static KeyRing ring(int... fromFile) {
        return new KeyRing(Arrays.stream(fromFile).mapToObj(KeyRingTest::key).toList());
    }

    private static KeyEntry entry(int filler, long turn, boolean removed) {
        return new KeyEntry(id(filler).value(), turn, removed);
    }

    /** What two members say to each other on a stream; false if they have no key in common. */
    private static boolean exchange(KeyRing opener, KeyRing answerer) {
        ClusterKey under = answerer.choose(opener.ids());
        if (under == null) {
            return false;
        }
        List<KeyEntry> said = opener.entries();
        opener.merge(answerer.entries(), under.id());
        answerer.merge(said, under.id());
        give(opener, answerer);
        give(answerer, opener);
        return true;
    }

    private static void give(KeyRing from, KeyRing to) {
        for (KeyId wanted : to.lacking()) {
            byte[] bytes = from.travelling(wanted);
            if (bytes != null) {
                assertThat(to.given(wanted, bytes, CRYPTOGRAPHY)).isTrue();
            }
        }
    }

    // ---- what is sealed with

    @Test
    void the_first_key_of_a_file_is_the_one_to_seal_with_and_all_are_accepted() {
        KeyRing ring = ring(1, 2, 3);
        assertThat(ring.sealing().id()).isEqualTo(id(1));
        assertThat(ring.ids()).hasSize(3).startsWith(id(1)).contains(id(2), id(3));
        assertThat(ring.hinted(id(2).hint())).extracting(ClusterKey::id).containsExactly(id(2));
    }

    @Test
    void a_ring_takes_1_to_8_keys() {
        assertThatThrownBy(() -> new KeyRing(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThat(ring(1, 2, 3, 4, 5, 6, 7, 8).ids()).hasSize(8);
        assertThatThrownBy(() -> ring(1, 2, 3, 4, 5, 6, 7, 8, 9)).hasMessage("a keyring has at most 8 keys, not 9");
        KeyRing full = ring(1, 2, 3, 4, 5, 6, 7, 8);
        assertThatThrownBy(() -> full.install(bytes(9), CRYPTOGRAPHY))
                .hasMessage("there are 8 keys, which is the most; remove one first");
    }

    @Test
    void who_lacks_the_primary_seals_with_the_highest_key_it_holds_and_obeys_no_removal() {
        KeyRing ring = ring(1, 2);
        ring.merge(List.of(entry(1, 1, true), entry(3, 2, false)), id(1));
        assertThat(ring.primary()).isEqualTo(id(3));
        assertThat(ring.lacking()).containsExactly(id(3));
        assertThat(ring.ids()).containsExactly(id(2), id(1));
        assertThat(ring.given(id(3), bytes(3), CRYPTOGRAPHY)).isTrue();
        assertThat(ring.ids()).containsExactly(id(3), id(2));
    }

    @Test
    void a_stream_is_sealed_with_the_answerers_primary_or_else_with_the_lowest_turn_that_both_have() {
        KeyRing ring = ring(1, 2, 3);
        ring.use(id(2));
        assertThat(ring.choose(List.of(id(1), id(2)))).isEqualTo(ring.key(id(2)));
        assertThat(ring.choose(List.of(id(1), id(3)))).isEqualTo(ring.key(id(3)));
        assertThat(ring.choose(List.of(id(7)))).isNull();
    }

    // ---- who is believed

    @Test
    void under_a_former_primary_only_ids_are_taken() {
        KeyRing ring = ring(1, 2);
        ring.use(id(2));
        ring.merge(List.of(entry(2, 2, true), entry(1, 9, false), entry(4, 5, false)), id(1));
        assertThat(ring.entries())
                .containsExactlyInAnyOrder(entry(1, 1, false), entry(2, 2, false), entry(4, 0, false));
    }

    @Test
    void under_a_key_that_was_never_used_all_is_taken() {
        KeyRing ring = ring(1, 2);
        ring.merge(List.of(entry(2, 2, false), entry(1, 1, true)), id(2));
        assertThat(ring.ids()).containsExactly(id(2));
    }

    @Test
    void a_key_that_nobody_wants_or_that_has_another_id_is_not_taken() {
        KeyRing ring = ring(1);
        assertThat(ring.given(id(2), bytes(2), CRYPTOGRAPHY)).isFalse();
        ring.merge(List.of(entry(2, 0, false)), id(1));
        assertThat(ring.given(id(2), bytes(3), CRYPTOGRAPHY)).isFalse();
        assertThat(ring.given(id(2), new byte[31], CRYPTOGRAPHY)).isFalse();
        assertThat(ring.holds(id(2))).isFalse();
    }

    // ---- commands

    @Test
    void a_key_is_used_once_and_the_primary_cannot_be_removed() {
        KeyRing ring = ring(1);
        KeyId second = ring.install(bytes(2), CRYPTOGRAPHY);
        assertThatThrownBy(() -> ring.remove(id(1)))
                .hasMessage("key " + id(1) + " is the primary; use another key first");
        ring.use(second);
        assertThatThrownBy(() -> ring.use(second)).hasMessageContaining("is the primary already");
        assertThatThrownBy(() -> ring.use(id(1))).hasMessageContaining("was the primary before");
        assertThatThrownBy(() -> ring.use(id(3))).hasMessageContaining("is not installed");
        ring.remove(id(1));
        assertThat(ring.ids()).containsExactly(second);
        assertThatThrownBy(() -> ring.install(bytes(1), CRYPTOGRAPHY)).hasMessageContaining("never accepted again");
    }

    @Test
    void keys_of_a_file_do_not_travel_and_installed_ones_do() {
        KeyRing ring = ring(1);
        ring.install(bytes(2), CRYPTOGRAPHY);
        assertThat(ring.travelling(id(1))).isNull();
        assertThat(ring.travelling(id(2))).isEqualTo(bytes(2));
        ring.reread(List.of(key(1), key(2), key(3)));
        assertThat(ring.travelling(id(2))).isNull();
        assertThat(ring.accepts(id(3))).isTrue();
    }

    @Test
    void a_removed_key_in_the_key_file_is_ignored_by_a_ring_that_remembers() {
        KeyRing before = ring(1);
        before.install(bytes(2), CRYPTOGRAPHY);
        before.use(id(2));
        before.remove(id(1));
        KeyRing after = ring(1);
        after.restore(before.entries(), List.of(bytes(2)), CRYPTOGRAPHY);
        assertThat(after.ids()).containsExactly(id(2));
        after.reread(List.of(key(1)));
        assertThat(after.accepts(id(1))).isFalse();
    }

    /** It was away while the key changed twice, and its operator has put the present key into its key file. */
    @Test
    void a_member_with_an_old_ring_learns_of_all_changes_under_the_present_key_of_its_key_file() {
        KeyRing cluster = ring(1);
        rotate(cluster, 2);
        List<KeyEntry> kept = cluster.entries();
        rotate(cluster, 3);
        rotate(cluster, 4);

        KeyRing back = ring(4);
        back.restore(kept, List.of(bytes(2)), CRYPTOGRAPHY);
        assertThat(back.ids()).containsExactly(id(2), id(4));
        back.merge(cluster.entries(), id(4));
        assertThat(back.ids()).containsExactly(id(4));
        assertThat(back.entries()).isEqualTo(cluster.entries());
    }

    private static void rotate(KeyRing ring, int to) {
        KeyId former = ring.primary();
        ring.install(bytes(to), CRYPTOGRAPHY);
        ring.use(id(to));
        ring.remove(former);
    }

    @Test
    void changes_are_told() {
        KeyRing ring = ring(1);
        List<List<KeyId>> told = new ArrayList<>();
        ring.follow(() -> told.add(ring.ids()));
        ring.install(bytes(2), CRYPTOGRAPHY);
        ring.use(id(2));
        ring.remove(id(1));
        assertThat(told).containsExactly(List.of(id(1), id(2)), List.of(id(2), id(1)), List.of(id(2)));
        ring.merge(ring.entries(), id(2));
        assertThat(told).hasSize(3);
    }

    // ---- all of it

    /**
     * Members in two halves install, use and remove keys in any order. All keep the first key, as a removal is refused while others are lost. After the
     * halves meet, all agree.
     */
    @Test
    void commands_in_any_order_in_both_halves_of_a_partition_end_with_one_primary_that_all_hold() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<KeyRing> rings = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                rings.add(ring(1));
            }
            int installed = 1;
            for (int step = 0; step < 60; step++) {
                KeyRing one = rings.get(random.nextInt(rings.size()));
                int half = rings.indexOf(one) / 3;
                List<KeyId> listed = one.listed();
                KeyId any = listed.get(random.nextInt(listed.size()));
                switch (random.nextInt(8)) {
                    case 0 -> {
                        if (installed < 7) {
                            one.install(bytes(++installed), CRYPTOGRAPHY);
                        }
                    }
                    case 1 -> {
                        if (one.holds(any) && one.turn(any) == 0) {
                            one.use(any);
                        }
                    }
                    case 2 -> {
                        if (!any.equals(id(1)) && !any.equals(one.primary())) {
                            one.remove(any);
                        }
                    }
                    default -> exchange(one, rings.get(half * 3 + random.nextInt(3)));
                }
            }
            for (int round = 0; round < 6; round++) {
                for (KeyRing one : rings) {
                    for (KeyRing other : rings) {
                        exchange(one, other);
                    }
                }
            }
            for (KeyRing ring : rings) {
                assertThat(ring.entries())
                        .as("seed %d", seed)
                        .isEqualTo(rings.get(0).entries());
                assertThat(ring.sealing().id()).as("seed %d", seed).isEqualTo(ring.primary());
                assertThat(ring.ids())
                        .as("seed %d", seed)
                        .isEqualTo(rings.get(0).ids());
            }
        }
    }
}
