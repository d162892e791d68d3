package com.example.workers;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Who has which key. */
final class Ledger {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Map<String, Set<String>> ownersOfKeys = new HashMap<>();

    Ledger(Collection<String> keys) {
        keys.forEach(key -> ownersOfKeys.put(key, new TreeSet<>()));
    }

    WorkerPool.Shard shardOf(String worker) {
        return new WorkerPool.Shard() {
            @Override
            public void membersChanged(List<String> members) {}

            @Override
            public void acquired(String key) {
                change(() -> ownersOfKeys.get(key).add(worker));
            }

            @Override
            public void released(String key) {
                change(() -> ownersOfKeys.get(key).remove(worker));
            }
        };
    }

    void crashed(String worker) {
        change(() -> ownersOfKeys.values().forEach(owners -> owners.remove(worker)));
    }

    private synchronized void change(Runnable change) {
        change.run();
        notifyAll();
    }

    /** Waits until each key has exactly one owner, and these workers have at least one key each. */
    synchronized Map<String, String> awaitOwners(Set<String> workers) throws InterruptedException {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!settled(workers)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError(workers + " do not share the keys: " + ownersOfKeys);
            }
            wait(left);
        }
        Map<String, String> owners = new HashMap<>();
        ownersOfKeys.forEach((key, its) -> owners.put(key, its.iterator().next()));
        return owners;
    }

    private boolean settled(Set<String> workers) {
        Set<String> all = new TreeSet<>();
        ownersOfKeys.values().forEach(all::addAll);
        return all.equals(workers) && ownersOfKeys.values().stream().allMatch(owners -> owners.size() == 1);
    }
}
