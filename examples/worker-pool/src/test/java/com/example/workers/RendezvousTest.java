package com.example.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RendezvousTest {

    private static final List<String> KEYS =
            IntStream.range(0, 1_000).mapToObj(key -> "key-" + key).toList();

    @Test
    void the_order_of_the_members_does_not_matter() {
        assertEquals(owners("a", "b", "c", "d"), owners("d", "b", "a", "c"));
    }

    @Test
    void members_get_about_the_same_number_of_keys() {
        Map<String, Long> counts = owners("a", "b", "c", "d").values().stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        counts.forEach((member, count) -> assertTrue(Math.abs(count - 250) < 50, counts.toString()));
    }

    @Test
    void only_the_keys_of_a_member_that_goes_move() {
        Map<String, String> before = owners("a", "b", "c", "d");
        Map<String, String> after = owners("a", "b", "d");
        before.forEach((key, owner) -> assertTrue(owner.equals("c") || owner.equals(after.get(key)), key));
    }

    private static Map<String, String> owners(String... members) {
        return KEYS.stream()
                .collect(Collectors.toMap(Function.identity(), key -> Rendezvous.owner(key, List.of(members))));
    }
}
