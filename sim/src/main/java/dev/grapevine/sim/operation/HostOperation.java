package dev.grapevine.sim.operation;

import java.util.Set;
import java.util.TreeSet;

/** What befalls a member's host from outside: its sockets, its addresses, the streams through it. */
public sealed interface HostOperation extends Operation {

    String member();

    @Override
    default Set<String> members() {
        return Set.of(member());
    }

    /** The member's process can open no more sockets, for want of descriptors or ports, or can again. */
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

    /** What is sent to the addresses of another arrives at this member from now on, and is answered from there. */
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

    /** Something on the way (a firewall that reloads, a bond that fails over) resets all open streams of the member, at both ends. */
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
