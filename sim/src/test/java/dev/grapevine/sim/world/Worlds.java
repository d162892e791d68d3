package dev.grapevine.sim.world;

import dev.grapevine.core.seal.DatagramReceiver;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.List;

/** Worlds for tests. */
final class Worlds {

    static final long MS = 1_000_000L;
    static final long SECOND = 1_000 * MS;

    private static final Wire TEN_BYTES_A_MESSAGE = new Wire() {
        @Override
        public Packet datagram(Address to, List<Message> messages, long now) {
            return frame(messages);
        }

        @Override
        public void open(Packet packet, Address from, DatagramReceiver receiver, long now) {
            receiver.receive(packet.messages(), from, null, now);
        }

        @Override
        public Packet frame(List<Message> messages) {
            return Packet.of(messages, 10 * messages.size());
        }
    };

    private Worlds() {}

    /** Exact clocks, and every packet takes 1 ms. */
    static World exact() {
        return exact(1);
    }

    static World exact(long seed) {
        return new World(
                seed,
                new WorldOptions(3 * SECOND, 15 * SECOND, 256, 2 * MS, false),
                Link.of(Delay.fixed(MS)),
                TEN_BYTES_A_MESSAGE);
    }

    /** Skewed clocks and a jittering link that loses, duplicates and reorders. */
    static World rough(long seed) {
        Link link = Link.of(Delay.lognormal(MS, 20 * MS))
                .withLoss(0.1)
                .withDuplicate(0.1)
                .withReorder(0.1);
        return new World(seed, WorldOptions.DEFAULT, link, TEN_BYTES_A_MESSAGE);
    }
}
