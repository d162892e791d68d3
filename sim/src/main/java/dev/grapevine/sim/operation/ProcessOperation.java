package dev.grapevine.sim.operation;

import dev.grapevine.model.EncryptionMode;
import dev.grapevine.model.ServiceInstance;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What happens to the process of a member, and what its users ask of it. */
public sealed interface ProcessOperation extends MemberOperation {

    // ---- starting and stopping

    /**
     * Starts a member on a host of its own.
     *
     * @param seeds names of members; may include its own
     * @param discover whether it looks for others on the local segment
     * @param settled whether it starts with all others that start so in its view, and in theirs, as if they had been running
     *     for a long time
     */
    record Start(String member, String zone, List<String> seeds, boolean discover, boolean settled)
            implements ProcessOperation {
        public Start {
            seeds = List.copyOf(seeds);
        }

        /** A start that is not settled: the member finds the others by itself. */
        public Start(String member, String zone, List<String> seeds, boolean discover) {
            this(member, zone, seeds, discover, false);
        }

        @Override
        public @Nullable Operation without(String removed) {
            if (member.equals(removed)) {
                return null;
            }
            return new Start(
                    member,
                    zone,
                    seeds.stream().filter(seed -> !seed.equals(removed)).toList(),
                    discover,
                    settled);
        }

        @Override
        public void perform(OperationTarget cluster) {
            cluster.start(this);
        }

        @Override
        public String toString() {
            return "start " + member + (zone.isEmpty() ? "" : " zone=" + zone)
                    + (seeds.isEmpty() ? "" : " seeds=" + String.join(",", seeds)) + (discover ? " discover" : "")
                    + (settled ? " settled" : "");
        }
    }

    /**
     * Starts a stopped member again, in a new generation.
     *
     * @param moved whether it has a new address
     * @param blank whether the addresses that it remembered on disk are lost
     */
    record Restart(String member, boolean moved, boolean blank) implements ProcessOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.restart(this);
        }

        @Override
        public String toString() {
            return "restart " + member + (moved ? " moved" : "") + (blank ? " blank" : "");
        }
    }

    /** Kills the process. Its host's kernel closes its streams, and refuses packets from then on. */
    record Crash(String member) implements ProcessOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.crash(member);
        }

        @Override
        public String toString() {
            return "crash " + member;
        }
    }

    /** Stops the process with a signal (SIGSTOP), while its kernel goes on. */
    record Hang(String member) implements ProcessOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.hang(member);
        }

        @Override
        public String toString() {
            return "hang " + member;
        }
    }

    /** Lets a hung process run on. */
    record Resume(String member) implements ProcessOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.resume(member);
        }

        @Override
        public String toString() {
            return "resume " + member;
        }
    }

    /** Stops the process for a while, as a long garbage collection or a starved processor does. */
    record Pause(String member, long duration) implements ProcessOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.pause(member, duration);
        }

        @Override
        public String toString() {
            return "pause " + member + " " + DurationFormat.format(duration);
        }
    }

    // ---- requests of its users

    /** Makes the member leave. */
    record Leave(String member) implements ProcessOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.leave(member);
        }

        @Override
        public String toString() {
            return "leave " + member;
        }
    }

    /** Tells the member to contact others. */
    record Join(String member, List<String> seeds) implements ProcessOperation {
        public Join {
            seeds = List.copyOf(seeds);
        }

        @Override
        public Set<String> members() {
            Set<String> named = new TreeSet<>(seeds);
            named.add(member);
            return named;
        }

        @Override
        public void perform(OperationTarget cluster) {
            cluster.join(member, seeds);
        }

        @Override
        public String toString() {
            return "join " + member + " " + String.join(",", seeds);
        }
    }

    /** Tells the member that another is gone for good. */
    record Forget(String member, String gone) implements ProcessOperation {
        @Override
        public Set<String> members() {
            return new TreeSet<>(List.of(member, gone));
        }

        @Override
        public void perform(OperationTarget cluster) {
            cluster.forget(member, gone);
        }

        @Override
        public String toString() {
            return "forget " + member + " " + gone;
        }
    }

    /** Registers an instance whose id is the service name. */
    record Register(String member, String service, int port) implements ProcessOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.register(member, ServiceInstance.named(service).port(port).build());
        }

        @Override
        public String toString() {
            return "register " + member + " " + service + " " + port;
        }
    }

    /** Changes how far the member has come from plain to sealed; only in a sealed cluster. */
    record Encryption(String member, EncryptionMode mode) implements ProcessOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.encrypt(member, mode);
        }

        @Override
        public String toString() {
            return "encryption " + member + " " + mode.name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the operator does with the keys of a sealed cluster, by way of that member. */
    record Keys(String member, KeyCommand command) implements ProcessOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.keys(member, command);
        }

        @Override
        public String toString() {
            return "keys " + member + " " + command.name().toLowerCase(Locale.ROOT);
        }
    }

    /** Withdraws the instance of that service. */
    record Deregister(String member, String service) implements ProcessOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.deregister(member, service);
        }

        @Override
        public String toString() {
            return "deregister " + member + " " + service;
        }
    }
}
