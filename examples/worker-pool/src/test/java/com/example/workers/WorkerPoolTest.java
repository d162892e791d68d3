package com.example.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.grapevine.cluster.Cluster;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {

    private static final List<String> KEYS =
            IntStream.range(0, 30).mapToObj(key -> "key-" + key).toList();

    @Test
    void each_key_has_one_owner_and_only_keys_of_a_failed_worker_move() throws InterruptedException {
        Ledger ledger = new Ledger(KEYS);
        try (Cluster a = member("a");
                WorkerPool poolA = WorkerPool.join(a, KEYS, ledger.shardOf("a"));
                Cluster b = member("b", a.address().toString());
                WorkerPool poolB = WorkerPool.join(b, KEYS, ledger.shardOf("b"))) {
            Map<String, String> two = ledger.awaitOwners(Set.of("a", "b"));

            Cluster c = member("c", a.address().toString());
            WorkerPool.join(c, KEYS, ledger.shardOf("c"));
            Map<String, String> three = ledger.awaitOwners(Set.of("a", "b", "c"));
            assertTrue(three.containsValue("c"));
            two.forEach((key, owner) ->
                    assertTrue(three.get(key).equals(owner) || three.get(key).equals("c"), key));

            c.abort(); // To the others this is a crash. The test tells the ledger, because c no longer can.
            ledger.crashed("c");
            assertEquals(two, ledger.awaitOwners(Set.of("a", "b")));

            poolB.close();
            b.close();
            ledger.awaitOwners(Set.of("a"));
        }
    }

    private static Cluster member(String name, String... seeds) {
        return Cluster.builder().name(name).port(0).seeds(seeds).start();
    }
}
