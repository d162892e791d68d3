package dev.grapevine.core.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.wire.KeyEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyLatticeTest {

    private static final int SEEDS = 2_000;

    private static KeyLattice random(Random random) {
        List<KeyEntry> entries = new ArrayList<>();
        for (int i = random.nextInt(10); i > 0; i--) {
            entries.add(new KeyEntry(id(random.nextInt(8)), random.nextInt(4), random.nextInt(3) == 0));
        }
        return of(entries);
    }

    /** Ids on both sides of the sign. */
    private static long id(int number) {
        return number * 0x2f00_0000_0000_0001L;
    }

    private static KeyLattice of(List<KeyEntry> entries) {
        KeyLattice lattice = new KeyLattice();
        lattice.restore(entries);
        return lattice;
    }

    private static KeyLattice merged(KeyLattice... lattices) {
        KeyLattice all = new KeyLattice();
        for (KeyLattice lattice : lattices) {
            all.merge(lattice.entries(), false);
        }
        return all;
    }

    @Test
    void merging_is_commutative_associative_and_idempotent() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            KeyLattice a = random(random);
            KeyLattice b = random(random);
            KeyLattice c = random(random);
            assertThat(merged(a, b).entries())
                    .as("commutative, seed %d", seed)
                    .isEqualTo(merged(b, a).entries());
            assertThat(merged(merged(a, b), c).entries())
                    .as("associative, seed %d", seed)
                    .isEqualTo(merged(a, merged(b, c)).entries());
            assertThat(merged(a, a).entries()).as("idempotent, seed %d", seed).isEqualTo(a.entries());
        }
    }

    @Test
    void the_highest_turn_is_the_primary_and_of_one_turn_the_highest_id_as_an_unsigned_number() {
        KeyLattice lattice = of(List.of(
                new KeyEntry(1, 2, false),
                new KeyEntry(-1, 2, false),
                new KeyEntry(5, 1, false),
                new KeyEntry(6, 0, false)));
        assertThat(lattice.primary()).isEqualTo(new KeyEntry(-1, 2, false));
        assertThat(lattice.listed()).extracting(KeyEntry::id).containsExactly(6L, 5L, 1L, -1L);
    }

    @Test
    void the_primary_counts_as_not_removed_until_another_takes_over() {
        KeyLattice lattice = of(List.of(new KeyEntry(1, 3, true), new KeyEntry(2, 2, false)));
        assertThat(lattice.lists(new KeyId(1))).isTrue();
        lattice.raise(new KeyId(2), 4);
        assertThat(lattice.lists(new KeyId(1))).isFalse();
        assertThat(lattice.entries()).containsExactly(new KeyEntry(1, 3, true), new KeyEntry(2, 4, false));
    }

    @Test
    void a_turn_more_than_1000_above_the_highest_is_not_taken() {
        KeyLattice lattice = of(List.of(new KeyEntry(1, 5, false)));
        lattice.merge(List.of(new KeyEntry(2, 1_005, false), new KeyEntry(3, 1_006, false)), false);
        assertThat(lattice.entries())
                .containsExactly(new KeyEntry(1, 5, false), new KeyEntry(2, 1_005, false), new KeyEntry(3, 0, false));
    }

    @Test
    void of_ids_only_neither_turns_nor_removals_are_taken() {
        KeyLattice lattice = of(List.of(new KeyEntry(1, 5, false), new KeyEntry(2, 0, false)));
        lattice.merge(List.of(new KeyEntry(1, 9, true), new KeyEntry(2, 3, true), new KeyEntry(3, 7, true)), true);
        assertThat(lattice.entries())
                .containsExactly(new KeyEntry(1, 5, false), new KeyEntry(2, 0, false), new KeyEntry(3, 0, false));
    }

    @Test
    void there_are_at_most_8_keys_and_unused_ones_of_others_give_way_to_those_that_are_there() {
        KeyLattice lattice = of(List.of(new KeyEntry(1, 5, false), new KeyEntry(2, 0, false)));
        for (int i = 10; i < 30; i++) {
            lattice.merge(List.of(new KeyEntry(i, 0, false)), false);
        }
        assertThat(lattice.listed()).extracting(KeyEntry::id).containsExactly(2L, 10L, 11L, 12L, 13L, 14L, 15L, 1L);
        lattice.merge(List.of(new KeyEntry(40, 4, false)), false);
        assertThat(lattice.listed()).extracting(KeyEntry::id).containsExactly(10L, 11L, 12L, 13L, 14L, 15L, 40L, 1L);
    }

    @Test
    void the_last_64_removed_keys_are_remembered_whether_they_were_used_or_not() {
        KeyLattice lattice = of(List.of(new KeyEntry(1, 1, false)));
        for (int i = 2; i < 102; i++) {
            lattice.raise(new KeyId(1_000 + i), 0); // never used
            lattice.raise(new KeyId(i), i);
            lattice.remove(new KeyId(i - 1));
            if (i % 10 == 0) {
                lattice.remove(new KeyId(1_000 + i));
            }
        }
        List<KeyEntry> removed = lattice.entries().stream()
                .filter(entry -> lattice.removed(new KeyId(entry.id())))
                .toList();
        assertThat(removed).hasSize(64).extracting(KeyEntry::id).contains(100L, 99L, 50L, 1_100L, 1_050L);
        assertThat(lattice.removed(new KeyId(1_000))).isFalse();
    }

    @Test
    void equal_lattices_have_one_digest_and_others_have_another() {
        Cryptography cryptography = new HashesOnly();
        byte[] digest = of(List.of(new KeyEntry(1, 1, false))).digest(cryptography);
        assertThat(digest).hasSize(8);
        assertThat(of(List.of(new KeyEntry(1, 1, false))).digest(cryptography)).isEqualTo(digest);
        assertThat(of(List.of(new KeyEntry(1, 2, false))).digest(cryptography)).isNotEqualTo(digest);
        assertThat(of(List.of(new KeyEntry(1, 1, true))).digest(cryptography)).isNotEqualTo(digest);
    }
}
