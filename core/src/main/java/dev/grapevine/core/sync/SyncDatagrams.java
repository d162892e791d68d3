package dev.grapevine.core.sync;

import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.List;

/** Sends the messages of a sync in as many datagrams as they take. */
final class SyncDatagrams {

    /** Kind and length of the padding itself. */
    private static final int PADDING_OVERHEAD = 3;

    private final Outbox outbox;

    SyncDatagrams(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Sends a question padded to a full datagram, since its answer is no longer than the question. */
    void ask(Address to, Message question, long now) {
        Message padding = new Message.Padding(Math.max(0, outbox.capacity() - Codec.size(question) - PADDING_OVERHEAD));
        outbox.send(to, List.of(question, padding), now);
    }

    void send(Address to, List<Message> messages, long now) {
        List<Message> packet = new ArrayList<>();
        int room = outbox.capacity();
        for (Message message : messages) {
            int size = Codec.size(message);
            if (size > room && !packet.isEmpty()) {
                outbox.send(to, packet, now);
                packet = new ArrayList<>();
                room = outbox.capacity();
            }
            packet.add(message);
            room -= size;
        }
        if (!packet.isEmpty()) {
            outbox.send(to, packet, now);
        }
    }
}
