package dev.grapevine.core.sync;

import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.List;

/** Sends in datagrams, as many as it takes. */
final class DatagramSyncTransport implements SyncTransport {

    /** Kind and length of the padding itself. */
    private static final int PADDING_OVERHEAD = 3;

    private final Outbox outbox;
    private final Address to;
    private final int capacity;

    DatagramSyncTransport(Outbox outbox, Address to, int capacity) {
        this.outbox = outbox;
        this.to = to;
        this.capacity = capacity;
    }

    /** Padded to a full datagram, since an answer is no longer than its question. */
    @Override
    public void ask(Message question) {
        Message padding = new Message.Padding(Math.max(0, capacity - Codec.size(question) - PADDING_OVERHEAD));
        outbox.send(to, List.of(question, padding));
    }

    @Override
    public void send(List<Message> messages) {
        List<Message> packet = new ArrayList<>();
        int left = capacity;
        for (Message message : messages) {
            int size = Codec.size(message);
            if (size > left && !packet.isEmpty()) {
                outbox.send(to, packet);
                packet = new ArrayList<>();
                left = capacity;
            }
            packet.add(message);
            left -= size;
        }
        if (!packet.isEmpty()) {
            outbox.send(to, packet);
        }
    }
}
