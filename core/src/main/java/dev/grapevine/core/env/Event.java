package dev.grapevine.core.env;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.ServiceInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a peer tells the program around it, in the order in which it happened. */
public sealed interface Event {

    /** Something that changed in who is there. */
    sealed interface Membership extends Event {
        /** The member as it is known after the change. */
        MemberRecord member();
    }

    /** A member is new here, or back with a new generation. */
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
     * @param wasDead whether it had been declared dead: then the verdict was wrong
     */
    record Recovered(MemberRecord member, boolean wasDead) implements Membership {}

    /**
     * A member was declared dead.
     *
     * @param afterNanos from the first sign of trouble (the first unanswered probe, the closed tether) to the verdict, as
     *     far as is known here
     */
    record Failed(MemberRecord member, Evidence evidence, List<String> accusers, long afterNanos)
            implements Membership {
        public Failed {
            accusers = List.copyOf(accusers);
        }
    }

    /** A member answers by stream and no longer by datagram: UDP blocked? It counts as alive. */
    record Degraded(MemberRecord member) implements Membership {}

    /** A degraded member answers by datagram again. */
    record Restored(MemberRecord member) implements Membership {}

    /** A member left of its own will. */
    record Left(MemberRecord member) implements Membership {}

    /** A live member's addresses, tags or metadata changed. */
    record Updated(MemberRecord member) implements Membership {}

    /** A dead or left member is remembered no longer. */
    record Forgotten(MemberRecord member) implements Membership {}

    /**
     * So many members went silent together that a partition is more likely.
     *
     * @param seen who still answers, by count
     */
    record Partitioned(int seen, int lost) implements Event {}

    /**
     * Two clusters, or two sides of a partition, met.
     *
     * @param gained members that came with it
     */
    record Merged(int gained) implements Event {}

    /**
     * Another process answers to this member's name.
     *
     * @param fatal whether this peer has given up (it is silent from now)
     */
    record NameConflict(String name, Address other, boolean fatal) implements Event {}

    /** A service instance became discoverable. */
    record ServiceUp(String member, ServiceInstance instance) implements Event {}

    /** A service instance ceased to be discoverable: withdrawn, critical, drained, or its member is gone. */
    record ServiceDown(String member, ServiceInstance instance) implements Event {}

    /** A discoverable service instance changed. */
    record ServiceChanged(String member, ServiceInstance instance, ServiceInstance before) implements Event {}

    /**
     * Readiness: a cluster was joined, or there is none to join.
     *
     * @param members live ones, this one included
     */
    record Ready(int members) implements Event {}

    /** This peer has left: it sends nothing from now on. */
    record Stopped() implements Event {}

    /** Something about finding the cluster that an operator wants to see once: a phase begins, a seed does not answer. */
    record Bootstrap(String phase, String text) implements Event {}

    /**
     * Another cluster, key, protocol or timing was met.
     *
     * @param from who, where that is known
     */
    record Mismatch(@Nullable Address from, String text) implements Event {}
}
