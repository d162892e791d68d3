package dev.grapevine.sim.operation;

import java.util.Set;
import java.util.TreeSet;

/** What happens to the host of a member: its power, its processor, its clocks, its sockets and addresses. */
public sealed interface HostOperation extends MemberOperation {

    // ---- the machine

    /** The machine is gone; nothing comes back from it. */
    record HostLoss(String member) implements HostOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.loseHost(member);
        }

        @Override
        public String toString() {
            return "host-loss " + member;
        }
    }

    /** The machine sleeps for a while: it has no network, and its monotonic clock stands still. */
    record Suspend(String member, long duration) implements HostOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.suspend(member, duration);
        }

        @Override
        public String toString() {
            return "suspend " + member + " " + DurationFormat.format(duration);
        }
    }

    /**
     * The processor is slow.
     *
     * @param duration what every input costs; 0 for nothing
     */
    record Slow(String member, long duration) implements HostOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.slow(member, duration);
        }

        @Override
        public String toString() {
            return "slow " + member + " " + DurationFormat.format(duration);
        }
    }

    // ---- its clocks

    /**
     * The wall clock is set forward, or back.
     *
     * @param duration of which only whole milliseconds count
     */
    record ClockStep(String member, long duration) implements HostOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.stepClock(member, duration / 1_000_000);
        }

        @Override
        public String toString() {
            return "clock-step " + member + " " + DurationFormat.format(duration);
        }
    }

    /**
     * The monotonic clock runs fast, or slow.
     *
     * @param ppm parts per million; negative for slow
     */
    record ClockSkew(String member, int ppm) implements HostOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.skewClock(member, ppm);
        }

        @Override
        public String toString() {
            return "clock-skew " + member + " " + ppm + "ppm";
        }
    }

    // ---- its sockets and addresses

    /** The network interface goes down, or up again. */
    record Interface(String member, boolean up) implements HostOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.setInterfaceUp(member, up);
        }

        @Override
        public String toString() {
            return "interface " + member + (up ? " up" : " down");
        }
    }

    /** The process can open no more sockets, for want of descriptors or ports, or can again. */
    record Descriptors(String member, boolean free) implements HostOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.setDescriptorsFree(member, free);
        }

        @Override
        public String toString() {
            return "descriptors " + member + (free ? " free" : " none");
        }
    }

    /** From now on, packets to the addresses of another member arrive at this one, which answers from there. */
    record TakeAddress(String member, String from) implements HostOperation {
        @Override
        public Set<String> members() {
            return new TreeSet<>(Set.of(member, from));
        }

        @Override
        public void perform(OperationTarget cluster) {
            cluster.takeAddresses(member, from);
        }

        @Override
        public String toString() {
            return "take-address " + member + " " + from;
        }
    }

    /** A middlebox (a firewall that reloads, a bond that fails over) resets all open streams of the member, at both ends. */
    record ResetStreams(String member) implements HostOperation {
        @Override
        public void perform(OperationTarget cluster) {
            cluster.resetStreams(member);
        }

        @Override
        public String toString() {
            return "reset-streams " + member;
        }
    }
}
