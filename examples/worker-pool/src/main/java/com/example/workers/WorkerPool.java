package com.example.workers;

import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.StableView;
import dev.grapevine.model.Member;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * This member's part of a pool that shares out keys among all members of a cluster.
 *
 * <p>No member is in charge. Each computes the owners from its own view, and members with the same view come to the same
 * result. Views are equal in the end, but not at every moment: while news of a member spreads, a key may have two owners
 * or none for a short time. Work that must never run twice needs a guard where its result is stored.
 */
final class WorkerPool implements AutoCloseable {

    /** What a worker does with its keys. Called by one thread at a time, which may block. */
    interface Shard {
        /** Which members share the keys from now on. */
        void membersChanged(List<String> members);

        void acquired(String key);

        void released(String key);
    }

    private final Cluster cluster;
    private final Set<String> keys;
    private final Shard shard;

    /** The keys that this worker has; guarded by {@code this}. */
    private final Set<String> owned = new TreeSet<>();

    private boolean closed;

    private WorkerPool(Cluster cluster, Collection<String> keys, Shard shard) {
        this.cluster = cluster;
        this.keys = new TreeSet<>(keys);
        this.shard = shard;
    }

    /**
     * Shares these keys with all other members, each of which has to be given the same keys.
     *
     * @param cluster stays the caller's, who closes it after the pool
     */
    static WorkerPool join(Cluster cluster, Collection<String> keys, Shard shard) {
        WorkerPool pool = new WorkerPool(cluster, keys, shard);
        // A member that knows nobody yet would take all keys. So the search for others has to be over.
        cluster.ready().thenRun(() -> cluster.subscribeStable(pool::share));
        return pool;
    }

    /**
     * Takes and gives up keys. Stable views are made for this: after a change they wait until no member is suspect, so
     * that keys move once when several members come or fail together.
     */
    private synchronized void share(StableView view) {
        if (closed) {
            return;
        }
        List<String> members = view.members().stream().map(Member::name).toList();
        shard.membersChanged(members);
        String self = cluster.self().name();
        for (String key : keys) {
            boolean mine = Rendezvous.owner(key, members).equals(self);
            if (mine && owned.add(key)) {
                shard.acquired(key);
            } else if (!mine && owned.remove(key)) {
                shard.released(key);
            }
        }
    }

    /** Gives up all keys. To be called before the member leaves, so that nobody takes a key that is still in use. */
    @Override
    public synchronized void close() {
        closed = true;
        owned.forEach(shard::released);
        owned.clear();
    }
}
