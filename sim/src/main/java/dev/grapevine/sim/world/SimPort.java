package dev.grapevine.sim.world;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.seal.DatagramReceiver;
import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.seal.StreamSecret;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The world as one process sees it. */
final class SimPort implements HostPort {

    private final Process process;
    private final Host host;
    private final World world;
    /** Ordered, so that a process that ends closes its channels in the same order in every run. */
    private final Map<Long, Channel> channels = new TreeMap<>();

    private final List<PeerEvent> emitted = new ArrayList<>();
    private Wire wire;
    private long lastChannel;
    private boolean gone;

    SimPort(Process process) {
        this.process = process;
        this.host = process.host();
        this.world = host.world;
        this.wire = world.wire();
    }

    @Override
    public void seal(Wire changed) {
        wire = changed;
    }

    @Override
    public Introductions introductions() {
        return wire.introductions();
    }

    /** What lies between this port and the network. */
    Wire wire() {
        return wire;
    }

    /** Observers learn of every sealed datagram that arrives, and again when its receiver is given it. */
    DatagramReceiver noting(Packet packet, DatagramReceiver receiver) {
        if (!packet.opaque()) {
            return receiver;
        }
        world.arrived(process, packet);
        return (messages, from, sealer, now) -> {
            world.took(process, packet);
            receiver.receive(messages, from, sealer, now);
        };
    }

    @Override
    public long wallMillis() {
        return host.wallMillis();
    }

    @Override
    public boolean send(Address to, List<Message> messages) {
        return sendDatagram(host.addresses().get(0), to, messages, null);
    }

    boolean sendDatagram(Address from, Address to, List<Message> messages, @Nullable DatagramChannel channel) {
        if (gone || !host.interfaceUp()) {
            return false;
        }
        transmit(from, to, messages, wire.datagram(to, messages, host.monotonicNow()), channel);
        return true;
    }

    @Override
    public void send(Address to, ByteBuffer sealed) {
        if (!gone && host.interfaceUp()) {
            transmit(host.addresses().get(0), to, List.of(), Packet.proof(sealed, process), null);
        }
    }

    private void transmit(
            Address from, Address to, List<Message> messages, Packet packet, @Nullable DatagramChannel channel) {
        host.traffic.datagramsSent++;
        host.traffic.datagramBytesSent += packet.size();
        world.sent(process, to, messages, packet.size());
        world.network().datagram(new Datagram(host, from, to, packet, false, channel));
    }

    @Override
    public void broadcast(List<Message> messages) {
        if (gone || !host.interfaceUp()) {
            return;
        }
        Packet packet = wire.broadcast(messages, host.monotonicNow());
        host.traffic.broadcastsSent++;
        host.traffic.datagramsSent++;
        host.traffic.datagramBytesSent += packet.size();
        Address from = host.addresses().get(0);
        world.sent(process, from, messages, packet.size());
        for (Host other : world.hosts()) {
            if (other.discovers() && other.segment().equals(host.segment())) {
                Address to = other.addresses().get(0);
                world.network().datagram(new Datagram(host, from, to, packet, true, null));
            }
        }
    }

    @Override
    public long openStream(Address to) {
        long number = ++lastChannel;
        if (gone) {
            return number;
        }
        StreamEnd end = new StreamEnd(world, process, number, host.ephemeralAddress(), to);
        channels.put(number, end);
        host.traffic.streamsOpened++;
        end.connect();
        return number;
    }

    @Override
    public long openDatagram(Address to) {
        long number = ++lastChannel;
        if (gone) {
            return number;
        }
        DatagramChannel channel = new DatagramChannel(process, number, host.ephemeralAddress(), to);
        channels.put(number, channel);
        host.bind(channel);
        if (!host.opens()) {
            channel.closed(CloseCause.LOCAL);
        }
        return number;
    }

    @Override
    public void write(long channel, List<Message> messages) {
        Channel open = channels.get(channel);
        if (open == null) {
            return;
        }
        try {
            open.write(messages);
        } catch (IllegalStateException e) {
            if (process.observed()) {
                throw e;
            }
            close(channel); // a stranger spoke before its turn
        }
    }

    @Override
    public @Nullable StreamSecret secretOf(long channel) {
        return channels.get(channel) instanceof StreamEnd end ? end.secret() : null;
    }

    @Override
    public void close(long channel) {
        Channel open = channels.remove(channel);
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void resolve(String seed) {
        if (!gone) {
            world.nameService().lookup(process, seed);
        }
    }

    @Override
    public void emit(PeerEvent event) {
        emitted.add(event);
    }

    // ---- what the world asks

    /** Gives a number to a stream that the kernel accepted. */
    long adopt(StreamEnd accepted) {
        long number = ++lastChannel;
        channels.put(number, accepted);
        return number;
    }

    /** The streams that are open, or being opened. */
    List<StreamEnd> streams() {
        List<StreamEnd> streams = new ArrayList<>();
        for (Channel channel : channels.values()) {
            if (channel instanceof StreamEnd end) {
                streams.add(end);
            }
        }
        return streams;
    }

    /** Whether the program still has this channel; only then is it told of it. */
    boolean holds(Channel channel) {
        return channels.get(channel.number()) == channel;
    }

    void forget(Channel channel) {
        channels.remove(channel.number(), channel);
    }

    void flushEvents() {
        for (int i = 0; i < emitted.size(); i++) {
            world.emitted(process, emitted.get(i));
        }
        emitted.clear();
    }

    /**
     * The process ends.
     *
     * @param closing whether the kernel closes what is open, or is gone as well
     */
    void exit(boolean closing) {
        gone = true;
        for (Channel channel : channels.values()) {
            if (closing) {
                channel.killed();
            } else {
                channel.vanish();
            }
        }
        channels.clear();
    }
}
