package dev.grapevine.bench;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a system on the JVM has to offer to be measured by the {@link Harness}: one instance a process, N nodes in it.
 * Start, kill and leave are called by several threads at once.
 *
 * @param <H> the system's handle of one running node
 */
public interface Peer<H> {

    /** As it stands in the results. */
    String name();

    /**
     * What is recorded with the figures: version, timings, transport. Must have {@code probe_interval_ms}, and {@code
     * gossip_interval_ms} where there is one.
     */
    Map<String, Object> config();

    /**
     * Starts a node and has it join; returns without waiting for the others.
     *
     * @param seed a running node; null for the first one
     * @param observer is told what the new node sees, of itself too
     */
    H start(String name, @Nullable H seed, Observer observer) throws Exception;

    /** Ends a node as a killed process ends: its sockets close, and no word of farewell gets out. */
    void kill(H node) throws Exception;

    /** Leaves gracefully; returns when the node's own part is done. */
    void leave(H node) throws Exception;

    /** Frees what is left of a node after its leave was measured. */
    default void dispose(H node) throws Exception {}

    /** Whether it can go through a scenario. */
    default boolean supports(Scenario scenario) {
        return true;
    }

    /** Whether suspicions are not reported to the observer but have to be asked for by {@link #suspects}. */
    default boolean suspicionsPolled() {
        return false;
    }

    /** Whether one node holds another for suspect, or worse, at this moment. */
    default boolean suspects(H node, String subject) {
        return false;
    }

    /** Sends a message to all others. */
    default void gossip(H from, String message) throws Exception {
        throw new UnsupportedOperationException("gossip");
    }

    /** Changes something that a node tells of itself, so that the others' observers hear of the value. */
    default void update(H node, String value) throws Exception {
        throw new UnsupportedOperationException("update");
    }

    /** Blocks a node right before it sends and right after it receives, its sockets open; or lets it go on. */
    default void block(H node, boolean blocked) throws Exception {
        throw new UnsupportedOperationException("block");
    }

    /** Whether a node that leaves is removed as soon as its leave is known; else the removal is waited for only once. */
    default boolean removesAtLeave() {
        return true;
    }
}
