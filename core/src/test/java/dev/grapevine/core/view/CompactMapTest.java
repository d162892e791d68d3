package dev.grapevine.core.view;

import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompactMapTest {

    /** Keys of which many fall into the same place. */
    private record Crowded(int number) implements Comparable<Crowded> {
        @Override
        public int hashCode() {
            return number % 7;
        }

        @Override
        public int compareTo(Crowded other) {
            return Integer.compare(number, other.number);
        }
    }

    private static MemberEntry entry(int number) {
        return new MemberEntry(member(number), number, 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 60", "2, 60", "3, 200", "4, 200", "5, 600", "6, 1000"})
    void it_holds_what_a_hash_map_holds(long seed, int numbers) {
        Random random = new Random(seed);
        CompactMap<Crowded> map = new CompactMap<>();
        Map<Crowded, MemberEntry> expected = new HashMap<>();
        for (int step = 0; step < 5_000; step++) {
            Crowded key = new Crowded(random.nextInt(numbers));
            if (random.nextInt(3) > 0) {
                MemberEntry value = entry(key.number());
                map.put(key, value);
                expected.put(key, value);
            } else {
                map.remove(key);
                expected.remove(key);
            }
            assertThat(map.size()).isEqualTo(expected.size());
            for (int number = 0; number < numbers; number++) {
                Crowded any = new Crowded(number);
                if (map.get(any) != expected.get(any)) {
                    throw new AssertionError("seed " + seed + ", step " + step + ", " + any);
                }
            }
        }
    }

    @Test
    void it_grows_and_makes_room_ahead() {
        CompactMap<String> map = new CompactMap<>();
        map.reserve(500);
        for (int i = 0; i < 2_000; i++) {
            map.put("n" + i, entry(i));
        }
        assertThat(map.size()).isEqualTo(2_000);
        assertThat(map.get("n1999")).isNotNull();
        assertThat(map.get("n2000")).isNull();
    }

    @Test
    void a_key_is_removed_with_its_own_value_only() {
        CompactMap<String> map = new CompactMap<>();
        MemberEntry value = entry(1);
        map.put("n1", value);
        map.remove("n1", entry(1));
        assertThat(map.get("n1")).isSameAs(value);
        map.remove("n1", value);
        map.remove("n1", value);
        assertThat(map.get("n1")).isNull();
        assertThat(map.size()).isZero();
    }
}
