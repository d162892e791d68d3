package dev.grapevine.sim.world;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A datagram in flight; it happens when it arrives. */
final class Datagram extends Input {

    final Host sender;
    final Address from;
    final Address to;
    /** The connected socket that it was sent from; null for the unconnected one, which learns of no refusal. */
    final @Nullable DatagramChannel origin;

    private final List<Message> messages;
    private final int bytes;
    private boolean damaged;
    /** The connected socket that it arrived at; null for the unconnected one. */
    private @Nullable DatagramChannel destination;

    Datagram(
            Host sender,
            Address from,
            Address to,
            List<Message> messages,
            int bytes,
            @Nullable DatagramChannel origin) {
        this.sender = sender;
        this.from = from;
        this.to = to;
        this.messages = messages;
        this.bytes = bytes;
        this.origin = origin;
    }

    /** A second one like it, for a network that duplicates. */
    Datagram copy() {
        return new Datagram(sender, from, to, messages, bytes, origin);
    }

    void tell(Observer observer, Process intruder) {
        observer.intruded(intruder, to, messages, bytes);
    }

    void damage() {
        damaged = true;
    }

    @Override
    boolean datagram() {
        return true;
    }

    @Override
    Host sender() {
        return sender;
    }

    @Override
    void happen() {
        Host host = sender.world.network().hostAt(to);
        if (host == null || !host.reachable()) {
            return;
        }
        Process process = host.process();
        if (process != null && to.port() != Host.PORT) {
            destination = host.datagramChannel(to.port());
        }
        if (process == null || (to.port() != Host.PORT && destination == null)) {
            refuse(host);
        } else if (destination == null || destination.remote.equals(from)) {
            if (damaged || !process.accept(this)) {
                host.traffic.datagramsDropped++;
            } else {
                host.traffic.datagramsReceived++;
                host.traffic.datagramBytesReceived += bytes;
            }
        }
    }

    /** The host's kernel, or a firewall on the way, answers "port unreachable". */
    void refuse(Host answering) {
        if (origin != null) {
            sender.world.network().unreachable(answering, sender, new Unreachable(origin));
        }
    }

    @Override
    void deliver(Program program, long now, SimPort port) {
        if (destination == null) {
            program.receive(messages, from, now);
        } else if (port.holds(destination)) {
            program.channelReceived(destination.number(), messages, now);
        }
    }

    /** "Port unreachable" on its way back. */
    private static final class Unreachable extends Occurrence {
        private final DatagramChannel origin;

        Unreachable(DatagramChannel origin) {
            this.origin = origin;
        }

        @Override
        void happen() {
            if (origin.process.running() && origin.process.host().reachable()) {
                origin.closed(CloseCause.REFUSED);
            }
        }
    }
}
