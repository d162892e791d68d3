package dev.grapevine.sim.member;

import dev.grapevine.core.seal.DatagramReceiver;
import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.seal.SealOutlet;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.core.seal.StreamSession;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.HostPort;
import dev.grapevine.sim.world.Packet;
import dev.grapevine.sim.world.Process;
import dev.grapevine.sim.world.Wire;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The wire of one process of a sealed cluster: everything becomes bytes, as on real sockets. */
public final class SealedWire implements Wire {

    private final Host host;
    private final Sealing sealing;
    private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
    private int copies;

    /** @param sealing makes that of the process, which is about to start on this host */
    SealedWire(Host host, HostPort port, Function<SealOutlet, Sealing> sealing) {
        this.host = host;
        this.sealing = sealing.apply(new Outlet(port));
    }

    public Sealing sealing() {
        return sealing;
    }

    /** Datagrams and frames that were not taken, by reason. */
    public Map<DropReason, Long> dropped() {
        return dropped;
    }

    /** How often a copy of this process was noticed. */
    public int copies() {
        return copies;
    }

    private Process process() {
        return Objects.requireNonNull(host.process(), "a process that sends runs");
    }

    @Override
    public Introductions introductions() {
        return sealing;
    }

    // ---- datagrams

    @Override
    public Packet datagram(Address to, List<Message> messages, long now) {
        return Packet.of(sealing.datagram(to, messages, now), process());
    }

    @Override
    public Packet broadcast(List<Message> messages, long now) {
        return Packet.of(sealing.broadcast(messages, now), process());
    }

    @Override
    public void open(Packet packet, Address from, DatagramReceiver receiver, long now) {
        sealing.open(bytes(packet), from, receiver, now);
    }

    @Override
    public void openBroadcast(Packet packet, Address from, DatagramReceiver receiver, long now) {
        sealing.openDiscovery(bytes(packet), from, receiver, now);
    }

    private static ByteBuffer bytes(Packet packet) {
        return Objects.requireNonNull(packet.bytes(), "every process of a sealed world sends bytes");
    }

    @Override
    public void rejected(Decoded.Rejected frame) {
        dropped.merge(frame.reason(), 1L, Long::sum);
    }

    @Override
    public void release(long now) {
        sealing.release(now);
    }

    // ---- streams

    @Override
    public Packet frame(List<Message> messages) {
        throw new IllegalStateException("every stream of a sealed world has a session");
    }

    @Override
    public StreamSession session(boolean opener) {
        return opener ? sealing.openedStream() : sealing.acceptedStream();
    }

    /** What sealing needs of the host and of the peer. */
    private final class Outlet implements SealOutlet {
        private final HostPort port;

        Outlet(HostPort port) {
            this.port = port;
        }

        @Override
        public long wallMillis() {
            return host.wallMillis();
        }

        @Override
        public void send(Address to, ByteBuffer datagram) {
            port.send(to, datagram);
        }

        @Override
        public boolean isMemberAddress(Address address) {
            PeerProgram program = member();
            return program != null && program.peer().isMemberAddress(address);
        }

        @Override
        public boolean isAddressOf(String name, Address address) {
            PeerProgram program = member();
            return program != null && program.peer().isAddressOf(name, address);
        }

        private @Nullable PeerProgram member() {
            return process().program() instanceof PeerProgram program ? program : null;
        }

        @Override
        public void dropped(DropReason reason) {
            dropped.merge(reason, 1L, Long::sum);
        }

        @Override
        public void copied(Address from) {
            copies++;
        }
    }
}
