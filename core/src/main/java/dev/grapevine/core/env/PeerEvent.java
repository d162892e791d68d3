package dev.grapevine.core.env;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.BootstrapPhase;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.ServiceInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a peer tells the program around it (PROTOCOL.md, section 7), in the order in which it happened. */
public sealed interface PeerEvent {

    // ---- members

    /** The membership changed, or what is known of a member. */
    sealed interface Membership extends PeerEvent {
        /** The member as it is known after the change. */
        MemberRecord member();
    }

    /** A member is new, or is back with a new generation. */
    record Joined(MemberRecord member) implements Membership {}

    /** A member is accused; its window runs. */
    record Suspected(MemberRecord member, Evidence evidence, List<String> accusers) implements Membership {
        public Suspected {
            accusers = List.copyOf(accusers);
        }
    }

    /**
     * A member refuted.
     *
     * @param wasDead whether it was DEAD before, so the verdict was wrong
     */
    record Recovered(MemberRecord member, boolean wasDead) implements Membership {}

    /**
     * A member was declared dead.
     *
     * @param afterNanos from the first sign of trouble (the first unanswered probe, the closed tether) to the verdict,
     *     as far as this process knows; else 0
     */
    record Failed(MemberRecord member, Evidence evidence, List<String> accusers, long afterNanos)
            implements Membership {
        public Failed {
            accusers = List.copyOf(accusers);
        }
    }

    /** A member answers by stream but no longer by datagram (UDP blocked?). It still counts as alive. */
    record Degraded(MemberRecord member) implements Membership {}

    /** A degraded member answers by datagram again. */
    record Restored(MemberRecord member) implements Membership {}

    /** A member left gracefully. */
    record Left(MemberRecord member) implements Membership {}

    /** A live member's addresses, tags or metadata changed. */
    record Updated(MemberRecord member) implements Membership {}

    /** A member is no longer remembered. */
    record Forgotten(MemberRecord member) implements Membership {}

    // ---- the cluster

    /**
     * Many members fell silent together: a partition is more likely than that many deaths.
     *
     * @param seen how many still answer
     * @param lost how many do not
     */
    record Partitioned(int seen, int lost) implements PeerEvent {}

    /**
     * Two clusters, or two sides of a partition, met.
     *
     * @param gained members that came with it
     */
    record Merged(int gained) implements PeerEvent {}

    /**
     * Another process answers to this member's name.
     *
     * @param other where it answers
     * @param fatal whether this peer has given up, and is silent from now on
     */
    record NameConflict(String name, Address other, boolean fatal) implements PeerEvent {}

    // ---- services

    /** A service instance became discoverable. */
    record ServiceUp(MemberRecord member, ServiceInstance instance) implements PeerEvent {}

    /**
     * A service instance is no longer discoverable: it was withdrawn, turned critical or was drained, or its member is
     * gone.
     */
    record ServiceDown(MemberRecord member, ServiceInstance instance) implements PeerEvent {}

    /** A discoverable service instance changed. */
    record ServiceChanged(MemberRecord member, ServiceInstance instance, ServiceInstance before) implements PeerEvent {}

    // ---- this peer

    /**
     * This peer is ready: it has joined a cluster, or found none.
     *
     * @param outcome how the search for others ended
     * @param members live ones, this one included
     */
    record Ready(JoinOutcome outcome, int members) implements PeerEvent {}

    /**
     * No seed has answered, and this peer is a cluster of its own. Repeated until another member is known.
     *
     * @param seeds those that have not answered
     * @param forNanos since the start
     */
    record Alone(List<String> seeds, long forNanos) implements PeerEvent {
        public Alone {
            seeds = List.copyOf(seeds);
        }
    }

    /** This peer was not run for so long when it should have been. */
    record Stalled(long stallNanos) implements PeerEvent {}

    /** This peer has left, and sends nothing from now on. */
    record Stopped() implements PeerEvent {}

    /**
     * Progress or trouble in finding the cluster that an operator should see once: a phase begins, a seed does not
     * answer.
     */
    record Bootstrap(BootstrapPhase phase, String text) implements PeerEvent {}

    /**
     * Another cluster, key, protocol or timing was met.
     *
     * @param from its address, if known
     */
    record Mismatch(@Nullable Address from, String text) implements PeerEvent {}
}
