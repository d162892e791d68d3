package dev.grapevine.sim.operation;

import dev.grapevine.model.ServiceInstance;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An operation that concerns one member, its processes and its machine. */
public sealed interface MemberOperation extends Operation {

    String member();

    @Override
    default Set<String> members() {
        return Set.of(member());
    }

    // ---- life of a member

    /**
     * Starts a member on a host of its own.
     *
     * @param seeds names of members; may include itself
     * @param discover whether it looks for others on the local segment
     * @param settled whether it begins with all others that start so in its view, and is in theirs, as if they had been there
     *     for long
     */
    record Start(String member, String zone, List<String> seeds, boolean discover, boolean settled)
            implements MemberOperation {
        public Start {
            seeds = List.copyOf(seeds);
        }

        /** One that finds the others by itself. */
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
     * @param moved with a new address
     * @param blank without the addresses that it remembered on disk
     */
    record Restart(String member, boolean moved, boolean blank) implements MemberOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.restart(this);
        }

        @Override
        public String toString() {
            return "restart " + member + (moved ? " moved" : "") + (blank ? " blank" : "");
        }
    }

    /** The process is killed; its host's kernel closes its streams, and refuses from then on. */
    record Crash(String member) implements MemberOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.crash(member);
        }

        @Override
        public String toString() {
            return "crash " + member;
        }
    }

    /** The machine is gone; nothing comes back from it. */
    record HostLoss(String member) implements MemberOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.loseHost(member);
        }

        @Override
        public String toString() {
            return "host-loss " + member;
        }
    }

    /** The process stops running (SIGSTOP) while its kernel goes on. */
    record Hang(String member) implements MemberOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.hang(member);
        }

        @Override
        public String toString() {
            return "hang " + member;
        }
    }

    /** A hanging process runs on. */
    record Resume(String member) implements MemberOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.resume(member);
        }

        @Override
        public String toString() {
            return "resume " + member;
        }
    }

    /** The process does not run for a while: a long collection, a starved processor. */
    record Pause(String member, long duration) implements MemberOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.pause(member, duration);
        }

        @Override
        public String toString() {
            return "pause " + member + " " + DurationFormat.format(duration);
        }
    }

    /** The machine sleeps for a while: no network, its monotonic clock stands still. */
    record Suspend(String member, long duration) implements MemberOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.suspend(member, duration);
        }

        @Override
        public String toString() {
            return "suspend " + member + " " + DurationFormat.format(duration);
        }
    }

    /** The member leaves of its own will. */
    record Leave(String member) implements MemberOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.leave(member);
        }

        @Override
        public String toString() {
            return "leave " + member;
        }
    }

    /** The member is told to contact others. */
    record Join(String member, List<String> seeds) implements MemberOperation {
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

    /** The member is told that another is gone for good. */
    record Forget(String member, String gone) implements MemberOperation {
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

    // ---- its services

    /** The member registers an instance, whose id is the service name. */
    record Register(String member, String service, int port) implements MemberOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.register(member, ServiceInstance.of(service, port));
        }

        @Override
        public String toString() {
            return "register " + member + " " + service + " " + port;
        }
    }

    /** The member withdraws it. */
    record Deregister(String member, String service) implements MemberOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.deregister(member, service);
        }

        @Override
        public String toString() {
            return "deregister " + member + " " + service;
        }
    }

    // ---- its machine

    /** Every input costs the member's processor so much time; 0 for none. */
    record Slow(String member, long duration) implements MemberOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.slow(member, duration);
        }

        @Override
        public String toString() {
            return "slow " + member + " " + DurationFormat.format(duration);
        }
    }

    /** The wall clock of the member's host is set forward, or back. Whole milliseconds. */
    record ClockStep(String member, long duration) implements MemberOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.stepClock(member, duration / 1_000_000);
        }

        @Override
        public String toString() {
            return "clock-step " + member + " " + DurationFormat.format(duration);
        }
    }

    /** The monotonic clock of the member's host runs fast by so many parts per million, or slow. */
    record ClockSkew(String member, int ppm) implements MemberOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.skewClock(member, ppm);
        }

        @Override
        public String toString() {
            return "clock-skew " + member + " " + ppm + "ppm";
        }
    }

    /** The network interface of the member's host goes down, or up again. */
    record Interface(String member, boolean up) implements MemberOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.setInterfaceUp(member, up);
        }

        @Override
        public String toString() {
            return "interface " + member + (up ? " up" : " down");
        }
    }
}
