package dev.grapevine.sim.operation;

import dev.grapevine.sim.world.Delay;
import dev.grapevine.sim.world.HostSelector;
import dev.grapevine.sim.world.Link;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Changes the links from some hosts to others, in that direction. It lasts until {@link Operation.Heal}. */
public sealed interface LinkChange extends Operation {

    HostSelector from();

    HostSelector to();

    @Override
    default Set<String> members() {
        Set<String> named = new TreeSet<>();
        for (HostSelector end : List.of(from(), to())) {
            named.addAll(end.hosts());
        }
        return named;
    }

    /** What becomes of a link while the change lasts. */
    Link change(Link link);

    /** Whether it makes a link worse; a loss of 0 % does not. */
    default boolean harms() {
        Link perfect = Link.of(Delay.fixed(0));
        return !change(perfect).equals(perfect);
    }

    @Override
    default void perform(OperationTarget cluster) {
        cluster.changeLinks(this);
    }

    /** {@code from -> to}. */
    default String path() {
        return from() + " -> " + to();
    }

    /** Nothing passes. */
    record Cut(HostSelector from, HostSelector to) implements LinkChange {
        @Override
        public Link change(Link link) {
            return link.withCut(true);
        }

        @Override
        public String toString() {
            return "cut " + path();
        }
    }

    /** A share of the packets is lost. */
    record Loss(HostSelector from, HostSelector to, double share) implements LinkChange {
        @Override
        public Link change(Link link) {
            return link.withLoss(share);
        }

        @Override
        public String toString() {
            return "loss " + path() + " " + ShareFormat.format(share);
        }
    }

    /** Packets take this long. */
    record Delays(HostSelector from, HostSelector to, Delay delay) implements LinkChange {
        @Override
        public Link change(Link link) {
            return link.withDelay(delay);
        }

        @Override
        public String toString() {
            return "delay " + path() + " " + DelayFormat.format(delay);
        }
    }

    /** A share of the datagrams arrives twice. */
    record Duplicate(HostSelector from, HostSelector to, double share) implements LinkChange {
        @Override
        public Link change(Link link) {
            return link.withDuplicate(share);
        }

        @Override
        public String toString() {
            return "duplicate " + path() + " " + ShareFormat.format(share);
        }
    }

    /** A share of the datagrams is overtaken by later ones. */
    record Reorder(HostSelector from, HostSelector to, double share) implements LinkChange {
        @Override
        public Link change(Link link) {
            return link.withReorder(share);
        }

        @Override
        public String toString() {
            return "reorder " + path() + " " + ShareFormat.format(share);
        }
    }

    /** A share of the datagrams and of the stream frames is damaged. */
    record Corrupt(HostSelector from, HostSelector to, double share) implements LinkChange {
        @Override
        public Link change(Link link) {
            return link.withCorrupt(share);
        }

        @Override
        public String toString() {
            return "corrupt " + path() + " " + ShareFormat.format(share);
        }
    }

    /** A firewall answers "refused". */
    record Reject(HostSelector from, HostSelector to) implements LinkChange {
        @Override
        public Link change(Link link) {
            return link.withRejects(true);
        }

        @Override
        public String toString() {
            return "reject " + path();
        }
    }

    /** Datagrams vanish while streams pass. */
    record BlockUdp(HostSelector from, HostSelector to) implements LinkChange {
        @Override
        public Link change(Link link) {
            return link.withUdpBlocked(true);
        }

        @Override
        public String toString() {
            return "block-udp " + path();
        }
    }

    /** The links are open for the duration, then cut for the duration, and so on. */
    record Flip(HostSelector from, HostSelector to, long duration) implements LinkChange {
        @Override
        public Link change(Link link) {
            return link.withFlipPeriod(duration);
        }

        @Override
        public String toString() {
            return "flip " + path() + " " + DurationFormat.format(duration);
        }
    }
}
