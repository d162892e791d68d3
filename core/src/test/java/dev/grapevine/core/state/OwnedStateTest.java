package dev.grapevine.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.state.OwnedState.Outcome;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.model.StateLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OwnedStateTest {

    private final OwnedState owner = new OwnedState();
    private final OwnedState holder = new OwnedState();

    @Test
    void every_write_takes_the_next_version_from_one() {
        assertThat(owner.version()).isZero();
        owner.write("a", bytes("x"));
        owner.write("b", bytes("y"));
        owner.write("a", bytes("z"));
        owner.write("b", null);

        assertThat(owner.version()).isEqualTo(4);
        assertThat(owner.entries()).containsExactly(entry("a", 3, "z"), entry("b", 4, null));
        assertThat(owner.size()).isEqualTo(1);
        assertThat(owner.get("b")).isEqualTo(entry("b", 4, null));
        assertThat(owner.get("c")).isNull();
    }

    @Test
    void entries_under_a_prefix_leave_out_deletions_and_neighbours() {
        for (String key : List.of("s", "s/a", "s/b", "s/c", "s0", "t/a")) {
            owner.write(key, bytes(key));
        }
        owner.write("s/b", null);

        assertThat(owner.under("s/")).extracting(StateEntry::key).containsExactly("s/a", "s/c");
        assertThat(owner.under("x/")).isEmpty();
    }

    @Test
    void bytes_count_keys_and_values_and_the_keys_of_deletions() {
        owner.write("key", bytes("value"));
        owner.write("gone", bytes("value"));
        owner.write("gone", null);

        assertThat(owner.bytes()).isEqualTo(3 + 5 + 4);
    }

    @Test
    void newer_entries_come_oldest_first_and_include_deletions() {
        owner.write("c", bytes("1"));
        owner.write("a", bytes("2"));
        owner.write("b", bytes("3"));
        owner.write("c", null);

        assertThat(owner.since(1)).containsExactly(entry("a", 2, "2"), entry("b", 3, "3"), entry("c", 4, null));
        assertThat(owner.since(4)).isEmpty();
    }

    @Test
    void a_delta_is_applied_on_top_of_any_version_from_its_start_on() {
        write(5);
        assertThat(holder.apply(0, 2, false, range(1, 2))).isEqualTo(Outcome.APPLIED);
        assertThat(holder.version()).isEqualTo(2);
        assertThat(holder.apply(1, 4, false, range(2, 4))).isEqualTo(Outcome.APPLIED);
        assertThat(holder.version()).isEqualTo(4);
        assertThat(holder.apply(4, 5, false, range(5, 5))).isEqualTo(Outcome.APPLIED);

        assertThat(holder.entries()).containsExactlyElementsOf(owner.entries());
    }

    @Test
    void a_delta_above_a_gap_changes_nothing() {
        write(5);
        holder.apply(0, 2, false, range(1, 2));

        assertThat(holder.apply(3, 5, false, range(4, 5))).isEqualTo(Outcome.GAP);
        assertThat(holder.version()).isEqualTo(2);
        assertThat(holder.entries()).hasSize(2);
    }

    @Test
    void an_old_delta_changes_nothing() {
        write(3);
        holder.apply(0, 3, true, owner.since(0));
        List<StateEntry> before = List.copyOf(holder.entries());

        assertThat(holder.apply(0, 2, false, List.of(entry("k1", 1, "other")))).isEqualTo(Outcome.OLD);
        assertThat(holder.apply(0, 3, true, List.of())).isEqualTo(Outcome.OLD);
        assertThat(holder.entries()).containsExactlyElementsOf(before);
        assertThat(holder.version()).isEqualTo(3);
    }

    @Test
    void replacing_drops_what_was_held() {
        holder.apply(0, 2, false, List.of(entry("old", 1, "x"), entry("gone", 2, null)));
        assertThat(holder.apply(0, 9, true, List.of(entry("new", 9, "y")))).isEqualTo(Outcome.APPLIED);

        assertThat(holder.entries()).containsExactly(entry("new", 9, "y"));
        assertThat(holder.size()).isEqualTo(1);
        assertThat(holder.version()).isEqualTo(9);
    }

    @Test
    void a_holder_that_was_sent_everything_can_patch_only_holders_of_that_version() {
        holder.apply(0, 9, true, List.of(entry("a", 9, "y")));

        assertThat(holder.canPatch(8)).isFalse();
        assertThat(holder.canPatch(9)).isTrue();
    }

    @Test
    void beyond_64_deletions_the_oldest_are_collected_and_the_mark_rises() {
        for (int i = 0; i < 70; i++) {
            owner.write("k" + i, bytes("x"));
        }
        owner.write("kept", bytes("x"));
        for (int i = 0; i < 64; i++) {
            owner.write("k" + i, null);
        }
        assertThat(owner.canPatch(0)).isTrue();
        assertThat(owner.entries()).hasSize(71);

        owner.write("k64", null);
        assertThat(owner.entries()).hasSize(70);
        assertThat(owner.get("k0")).isNull();
        assertThat(owner.canPatch(71)).isFalse();
        assertThat(owner.canPatch(72)).isTrue();
        assertThat(owner.size()).isEqualTo(6);

        assertThat(owner.since(71)).noneMatch(StateEntry::deleted).hasSize(6);
        assertThat(owner.since(72)).hasSize(64).allMatch(StateEntry::deleted);
    }

    @Test
    void a_key_that_was_deleted_can_be_written_again() {
        owner.write("a", bytes("1"));
        owner.write("a", null);
        owner.write("a", bytes("2"));

        assertThat(owner.size()).isEqualTo(1);
        assertThat(owner.entries()).containsExactly(entry("a", 3, "2"));
    }

    // ---- limits at the reader

    @Test
    void a_delta_beyond_the_most_entries_changes_nothing_and_one_up_to_it_is_applied() {
        assertThat(holder.apply(0, StateLimits.ENTRIES, true, range(1, StateLimits.ENTRIES)))
                .isEqualTo(Outcome.APPLIED);
        long before = holder.version();

        assertThat(holder.apply(before, before + 1, false, List.of(entry("one more", before + 1, "x"))))
                .isEqualTo(Outcome.TOO_MUCH);
        assertThat(holder.version()).isEqualTo(before);
        assertThat(holder.get("one more")).isNull();
        assertThat(holder.apply(
                        before,
                        before + 2,
                        false,
                        List.of(entry("k1", before + 1, null), entry("one more", before + 2, "x"))))
                .as("in place of another")
                .isEqualTo(Outcome.APPLIED);
        assertThat(holder.size()).isEqualTo(StateLimits.ENTRIES);
    }

    @Test
    void a_value_beyond_the_longest_is_not_taken() {
        assertThat(holder.apply(0, 1, true, List.of(new StateEntry("a", 1, new byte[StateLimits.VALUE]))))
                .isEqualTo(Outcome.APPLIED);
        assertThat(holder.apply(1, 2, false, List.of(new StateEntry("b", 2, new byte[StateLimits.VALUE + 1]))))
                .isEqualTo(Outcome.TOO_MUCH);
    }

    @Test
    void bytes_beyond_the_limit_are_not_taken() {
        int most = StateLimits.BYTES / (StateLimits.VALUE + 8) + 5;
        List<StateEntry> large = IntStream.rangeClosed(1, most + 5)
                .mapToObj(i -> new StateEntry(String.format("%08d", i), i, new byte[StateLimits.VALUE]))
                .toList();
        assertThat(holder.apply(0, most + 5, true, large)).isEqualTo(Outcome.TOO_MUCH);
        assertThat(holder.entries()).isEmpty();
        assertThat(holder.apply(0, most - 5, true, large.subList(0, most - 5))).isEqualTo(Outcome.APPLIED);
        assertThat(holder.bytes())
                .isEqualTo((most - 5) * (StateLimits.VALUE + 8L))
                .isLessThan(StateLimits.BYTES);
    }

    @Test
    void of_several_entries_of_one_key_the_newest_counts_wherever_it_stands() {
        holder.apply(0, 3, true, List.of(entry("a", 3, "new"), entry("a", 1, "old"), entry("a", 2, null)));
        assertThat(holder.entries()).containsExactly(entry("a", 3, "new"));
        assertThat(holder.size()).isEqualTo(1);
    }

    @Test
    void a_state_of_many_entries_grows_and_shrinks_like_one_of_few() {
        for (int i = 0; i < 100; i++) {
            owner.write("k" + i, bytes("x"));
            assertThat(owner.since(i)).containsExactly(entry("k" + i, i + 1, "x"));
        }
        assertThat(owner.under("k9")).hasSize(11);
        for (int i = 0; i < 100; i++) {
            owner.write("k" + i, null);
        }
        assertThat(owner.size()).isZero();
        assertThat(owner.entries()).hasSize(64).allMatch(StateEntry::deleted);
        assertThat(owner.canPatch(135)).isFalse();
        assertThat(owner.canPatch(136)).isTrue();
    }

    // ---- versions that the owner never wrote

    @Test
    void an_owner_writes_everything_anew_above_a_version_that_others_made_up() {
        write(3);
        owner.write("k2", null);
        holder.apply(0, 1_000, true, List.of(entry("forged", 1_000, "y")));
        owner.renumberAbove(1_000);

        assertThat(owner.entries()).containsExactly(entry("k1", 1_001, "v1"), entry("k3", 1_002, "v3"));
        assertThat(owner.canPatch(1_001)).isFalse();
        delta(owner, holder.version()).applyTo(holder);
        assertThat(holder.entries()).containsExactlyElementsOf(owner.entries());
    }

    @Test
    void an_owner_of_nothing_has_a_version_above_it_too() {
        owner.renumberAbove(7);
        assertThat(owner.version()).isEqualTo(8);
        assertThat(owner.canPatch(7)).isFalse();
        assertThat(owner.entries()).isEmpty();
    }

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    /** An owner writes, and two holders are told by one that holds more. Deltas get lost, or arrive twice, late, or in another order. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void lossy_deltas_show_only_states_that_the_owner_had_and_end_in_its_last(int seed) {
        Random random = new Random(seed);
        List<Map<String, String>> history = new ArrayList<>();
        history.add(Map.of());
        List<OwnedState> holders = List.of(new OwnedState(), new OwnedState());
        List<Delta> underway = new ArrayList<>();
        Map<String, String> truth = new TreeMap<>();
        for (int step = 0; step < 600; step++) {
            String key = "k" + random.nextInt(90);
            if (random.nextInt(5) < 3) {
                truth.put(key, "v" + step);
                owner.write(key, bytes("v" + step));
            } else {
                truth.remove(key);
                owner.write(key, null);
            }
            history.add(new TreeMap<>(truth));
            OwnedState from = random.nextInt(3) == 0 ? holders.get(0) : owner;
            OwnedState to = holders.get(from == owner ? random.nextInt(2) : 1);
            underway.add(delta(from, random.nextBoolean() ? to.version() : (long) (to.version() * 0.9)));
            if (random.nextInt(3) != 0) {
                Delta arriving = underway.get(random.nextInt(underway.size()));
                arriving.applyTo(holders.get(random.nextInt(2)));
            }
            holders.forEach(state -> assertThat(contents(state)).isEqualTo(history.get((int) state.version())));
        }
        holders.forEach(state -> {
            delta(owner, state.version()).applyTo(state);
            assertThat(contents(state)).isEqualTo(truth);
            assertThat(state.version()).isEqualTo(owner.version());
            assertThat(state.size()).isEqualTo(truth.size());
        });
    }

    private record Delta(long from, long to, boolean replace, List<StateEntry> entries) {
        void applyTo(OwnedState state) {
            state.apply(from, to, replace, entries);
        }
    }

    private static Delta delta(OwnedState from, long held) {
        boolean replace = held == 0 || !from.canPatch(held);
        return new Delta(replace ? 0 : held, from.version(), replace, from.since(replace ? 0 : held));
    }

    private static Map<String, String> contents(OwnedState state) {
        Map<String, String> contents = new TreeMap<>();
        for (StateEntry entry : state.under("")) {
            byte[] value = entry.value();
            assertThat(value).isNotNull();
            contents.put(entry.key(), new String(value, StandardCharsets.UTF_8));
        }
        return contents;
    }

    private void write(int count) {
        for (int i = 1; i <= count; i++) {
            owner.write("k" + i, bytes("v" + i));
        }
    }

    private static List<StateEntry> range(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> entry("k" + i, i, "v" + i))
                .toList();
    }

    private static StateEntry entry(String key, long version, @Nullable String value) {
        return value == null ? new StateEntry(key, version, null) : new StateEntry(key, version, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
