package dev.grapevine.sim.attack;

import dev.grapevine.core.seal.DatagramReceiver;
import dev.grapevine.core.seal.StreamSession;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.sim.world.Packet;
import dev.grapevine.sim.world.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The wire of a stranger that replays: its streams say what another stream said, a segment for each that is answered. */
final class ReplayingWire implements Wire {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Eavesdropper eavesdropper;

    ReplayingWire(Eavesdropper eavesdropper) {
        this.eavesdropper = eavesdropper;
    }

    @Override
    public Packet datagram(Address to, List<Message> messages, long now) {
        throw new IllegalStateException("a replayer has nothing of its own to say");
    }

    @Override
    public Packet frame(List<Message> messages) {
        throw new IllegalStateException("a replayer has nothing of its own to say");
    }

    @Override
    public void open(Packet packet, Address from, DatagramReceiver receiver, long now) {}

    @Override
    public StreamSession session(boolean opener) {
        return new Recording(opener ? new ArrayDeque<>(eavesdropper.stream()) : new ArrayDeque<>());
    }

    /** Says what was recorded, whatever it hears. */
    private record Recording(Queue<ByteBuffer> segments) implements StreamSession {
        @Override
        public ByteBuffer write(List<Message> messages) {
            return NOTHING;
        }

        @Override
        public @Nullable Decoded read(ByteBuffer chunk) {
            boolean some = chunk.hasRemaining();
            chunk.position(chunk.limit());
            return some ? new Decoded.Batch(List.of(), 0) : null;
        }

        @Override
        public ByteBuffer pending() {
            ByteBuffer next = segments.poll();
            return next == null ? NOTHING : next;
        }

        @Override
        public boolean midFrame() {
            return false;
        }
    }
}
