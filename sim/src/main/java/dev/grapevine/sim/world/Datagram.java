package dev.grapevine.sim.world;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.seal.DatagramReceiver;
import dev.grapevine.model.Address;
import org.jspecify.annotations.Nullable;

/** A datagram in flight; it happens when it arrives. */
final class Datagram extends Input {

    final Host sender;
    final Address from;
    final Address to;
    /** The connected socket that it was sent from; null for the unconnected one, which learns of no refusal. */
    final @Nullable DatagramChannel origin;

    private final Packet packet;
    private final boolean broadcast;
    private boolean damaged;
    /** The connected socket that it arrived at; null for the unconnected one. */
    private @Nullable DatagramChannel destination;

    Datagram(
            Host sender, Address from, Address to, Packet packet, boolean broadcast, @Nullable DatagramChannel origin) {
        this.sender = sender;
        this.from = from;
        this.to = to;
        this.packet = packet;
        this.broadcast = broadcast;
        this.origin = origin;
    }

    /** A second one like it, for a network that duplicates. */
    Datagram copy() {
        return new Datagram(sender, from, to, packet, broadcast, origin);
    }

    void tell(Observer observer, Process intruder) {
        observer.intruded(intruder, to, packet.messages(), packet.size());
    }

    boolean isTaken(Tap tap) {
        return tap.takes(sender, from, to, packet);
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
                host.traffic.datagramBytesReceived += packet.size();
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
        DatagramChannel channel = destination;
        if (channel != null && !port.holds(channel)) {
            return;
        }
        DatagramReceiver receiver = channel == null
                ? program::receive
                : (messages, source, sealer, at) -> {
                    if (port.holds(channel)) {
                        program.channelReceived(channel.number(), messages, at);
                    }
                };
        if (broadcast) {
            port.wire().openBroadcast(packet, from, receiver, now);
        } else {
            port.wire().open(packet, from, port.noting(packet, receiver), now);
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
