package dev.grapevine.cluster;

import dev.grapevine.model.Address;
import dev.grapevine.model.BootstrapPhase;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Instance;
import dev.grapevine.model.JoinOutcome;
import dev.grapevine.model.Member;
import dev.grapevine.model.ServiceInstance;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in the cluster, as the local member saw it. Events are immutable, and arrive in the order in
 * which they happened. When a listener is told of an event, {@link Cluster}'s queries show it already.
 */
public sealed interface Event {

    // ---- members

    /** The membership changed, or what is known of a member. */
    sealed interface Membership extends Event {
        /** The member as it was known right after the change. */
        Member member();
    }

    /** A member is new, or is back with a new generation. */
    record Joined(Member member) implements Membership {}

    /**
     * A member is suspected to have failed. If it runs, it refutes that, and {@link Recovered} follows; if not,
     * {@link Failed}.
     *
     * @param accusers the names of the members that found the evidence
     */
    record Suspected(Member member, Evidence evidence, List<String> accusers) implements Membership {
        public Suspected {
            accusers = List.copyOf(accusers);
        }
    }

    /**
     * A member refuted a suspicion or a verdict.
     *
     * @param wasDead whether it had been declared dead, wrongly
     */
    record Recovered(Member member, boolean wasDead) implements Membership {}

    /**
     * A member was declared dead.
     *
     * @param accusers the names of the members that found the evidence
     * @param after from the first sign of trouble (the first unanswered probe, the closed tether) to the verdict; zero
     *     if this member saw no sign
     */
    record Failed(Member member, Evidence evidence, List<String> accusers, Duration after) implements Membership {
        public Failed {
            accusers = List.copyOf(accusers);
        }
    }

    /** A member answers by TCP but no longer by UDP, which may be blocked. It still counts as alive. */
    record Degraded(Member member) implements Membership {}

    /** A degraded member answers by UDP again. */
    record Restored(Member member) implements Membership {}

    /** A member left gracefully. */
    record Left(Member member) implements Membership {}

    /** A live member's addresses, tags or metadata changed. */
    record Updated(Member member) implements Membership {}

    /** A member that was dead or had left is no longer remembered, or an operator had it {@linkplain Cluster#forget forgotten}. */
    record Forgotten(Member member) implements Membership {}

    // ---- services

    /** Clients are told of an instance, or no longer. */
    sealed interface Service extends Event {
        /** The instance after the change; of {@link ServiceDown} as it was last discoverable. */
        Instance instance();
    }

    /** A service instance became discoverable. */
    record ServiceUp(Instance instance) implements Service {}

    /**
     * A service instance is no longer discoverable: it was withdrawn, turned critical or was drained, or its member is
     * gone.
     */
    record ServiceDown(Instance instance) implements Service {}

    /** A discoverable service instance changed. */
    record ServiceChanged(Instance instance, ServiceInstance before) implements Service {}

    // ---- the cluster

    /**
     * Many members fell silent together: a partition is more likely than that many deaths.
     *
     * @param seen how many members still answer
     * @param lost how many do not
     */
    record Partitioned(int seen, int lost) implements Event {}

    /**
     * Two clusters, or two sides of a partition, met.
     *
     * @param gained how many members came with it
     */
    record Merged(int gained) implements Event {}

    // ---- this member

    /**
     * The first search for other members is over.
     *
     * @param members how many are live, this one included
     */
    record Ready(JoinOutcome outcome, int members) implements Event {}

    /**
     * This member's thread did not run for a while when it should have: a pause of the garbage collector, a starved or
     * suspended machine. Probes that were pending meanwhile do not count.
     */
    record Stalled(Duration duration) implements Event {}

    /**
     * This member hangs: its thread has not come round for a while, by a fault in it or because something blocks it. No
     * other event comes until it goes on, and the others soon take this member for dead. Told once each time;
     * {@link Cluster#hungFor} says how long it has been.
     *
     * @param since how long the thread had been hanging when it was noticed
     */
    record Hung(Duration since) implements Warning {
        @Override
        public String text() {
            return "the thread of this member has not come round for " + since.toSeconds()
                    + " s: it hangs, and is soon dead for the others; the log has the place";
        }
    }

    /** This member has stopped. It is the last event. */
    record Stopped() implements Event {}

    /**
     * Progress in finding the cluster, or trouble with it that is tried again: a phase begins, a seed cannot be looked
     * up.
     *
     * @param phase the way by which others are searched
     * @param text for people
     */
    record Bootstrap(BootstrapPhase phase, String text) implements Event {}

    /** Something that a person should look at. */
    sealed interface Warning extends Event {
        /** What is wrong, and what it means, in a sentence for people. */
        String text();
    }

    /**
     * No seed has answered so far, and this member is a cluster of its own. Repeated until another member is known.
     *
     * @param seeds those that have not answered
     * @param since how long this member has been running
     */
    record Alone(List<String> seeds, Duration since) implements Warning {
        public Alone {
            seeds = List.copyOf(seeds);
        }

        @Override
        public String text() {
            return "no seed has answered for " + since.toSeconds() + " s (" + String.join(", ", seeds)
                    + "): this member is a cluster of its own until one does";
        }
    }

    /**
     * Another process uses this member's name.
     *
     * @param other where that process is
     * @param fatal whether this member has given up its name, and stops
     */
    record NameConflict(String name, Address other, boolean fatal) implements Warning {
        @Override
        public String text() {
            return "the name '" + name + "' is used by another process at " + other
                    + (fatal ? "; this member stops" : "; this member keeps it")
                    + ": give each member a unique name";
        }
    }

    /**
     * A process with another cluster name, protocol version or timing was met.
     *
     * @param from its address, if known
     * @param text what differs
     */
    record Mismatch(@Nullable Address from, String text) implements Warning {}
}
