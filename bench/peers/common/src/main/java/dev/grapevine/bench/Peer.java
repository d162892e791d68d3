package dev.grapevine.bench;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A system on the JVM that the {@link Harness} can measure. One instance holds all nodes of the process. Several
 * threads call {@code start}, {@code kill} and {@code leave} at the same time.
 *
 * @param <H> the system's handle of one running node
 */
public interface Peer<H> {

    /** The system's name in the results. */
    String name();

    /**
     * Facts to record with the figures: version, timings, transport. Must contain {@code probe_interval_ms}, and {@code
     * gossip_interval_ms} if the system has one.
     */
    Map<String, Object> config();

    /**
     * Starts a node and has it join; returns without waiting for the others.
     *
     * @param seed a running node; null for the first one
     * @param observer receives what the new node sees, itself included
     */
    H start(String name, @Nullable H seed, Observer observer) throws Exception;

    /** Ends a node like a killed process: its sockets close, and it announces nothing. */
    void kill(H node) throws Exception;

    /** Has a node leave gracefully. Returns when the node has done its part. */
    void leave(H node) throws Exception;

    /** Frees the resources of a node after its leave was measured. */
    default void dispose(H node) throws Exception {}

    /** Whether the system can run a scenario. */
    default boolean supports(Scenario scenario) {
        return true;
    }

    /** Whether suspicions have to be polled with {@link #suspects}, because the observer is not told of them. */
    default boolean suspicionsPolled() {
        return false;
    }

    /** Whether one node currently suspects another, or holds it dead. */
    default boolean suspects(H node, String subject) {
        return false;
    }

    /** Sends a message to all other nodes. */
    default void gossip(H from, String message) throws Exception {
        throw new UnsupportedOperationException("gossip");
    }

    /** Changes a value that a node publishes; the observers of the other nodes receive it. */
    default void update(H node, String value) throws Exception {
        throw new UnsupportedOperationException("update");
    }

    /** Blocks a node right before it sends and right after it receives, with its sockets open, or unblocks it. */
    default void block(H node, boolean blocked) throws Exception {
        throw new UnsupportedOperationException("block");
    }

    /** Whether a leaving node is removed as soon as its leave is known. If not, only the first run waits for the removal. */
    default boolean removesAtLeave() {
        return true;
    }
}
