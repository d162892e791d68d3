package dev.grapevine.cluster;

import dev.grapevine.cluster.check.CheckEngine;
import dev.grapevine.core.Peer;
import dev.grapevine.model.ServiceInstance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The instances of the local member that have checks. Used by the loop's thread only, unless a method says more. */
final class CheckedInstances {

    private final Peer peer;
    private final CheckEngine engine;
    private final Map<String, CheckedInstance> byKey = new HashMap<>();

    /** @param engine is closed here */
    CheckedInstances(Peer peer, CheckEngine engine) {
        this.peer = peer;
        this.engine = engine;
    }

    /** Neither a name nor an id has a slash. */
    private static String key(String service, String id) {
        return service + '/' + id;
    }

    /**
     * Starts what checks need, so that the loop need not. May be called by any thread.
     *
     * @throws java.io.UncheckedIOException if there are no descriptors left
     * @throws OutOfMemoryError if no thread can be made
     */
    void prepare() {
        engine.begin();
    }

    /** Publishes an instance. An instance that already has the same checks is updated and keeps its health. */
    CheckedInstance register(ServiceInstance given, List<Check> checks, LoopAccess access) {
        String key = key(given.service(), given.id());
        CheckedInstance known = byKey.get(key);
        if (known != null && known.checks().equals(checks)) {
            known.replace(given);
            return known;
        }
        CheckedInstance added = new CheckedInstance(given, checks, engine, this, access);
        try {
            publish(added.instance());
        } catch (RuntimeException | Error e) {
            added.end();
            throw e;
        }
        if (known != null) {
            known.end();
        }
        byKey.put(key, added);
        added.start();
        return added;
    }

    void publish(ServiceInstance instance) {
        peer.commands().register(instance, System.nanoTime());
    }

    /** Ends the checks of an instance, if it has any. */
    void forget(String service, String id) {
        CheckedInstance known = byKey.remove(key(service, id));
        if (known != null) {
            known.end();
        }
    }

    /** Withdraws an instance. */
    void deregister(CheckedInstance instance) {
        String service = instance.instance().service();
        String id = instance.instance().id();
        if (byKey.get(key(service, id)) == instance) {
            forget(service, id);
            peer.commands().deregister(service, id, System.nanoTime());
        }
    }

    /** The member leaves or stops: ends all checks. May be called more than once. */
    void close() {
        byKey.values().forEach(CheckedInstance::end);
        byKey.clear();
        engine.close();
    }
}
