package dev.grapevine.fuzz;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A world that counts what is sent, and in which all of it can be encoded. */
final class CountingPort implements Port {

    private final List<Long> open = new ArrayList<>();
    private long lastChannel;
    private int sent;

    int sent() {
        return sent;
    }

    long open() {
        open.add(++lastChannel);
        return lastChannel;
    }

    /** One of the open channels; null if there is none. */
    @Nullable Long channel(int which) {
        return open.isEmpty() ? null : open.get(which % open.size());
    }

    @Override
    public long wallMillis() {
        return 0;
    }

    @Override
    public boolean send(Address to, List<Message> messages) {
        Codec.encode(messages);
        sent++;
        return true;
    }

    @Override
    public void broadcast(List<Message> messages) {
        Codec.encode(messages);
    }

    @Override
    public long openStream(Address to) {
        return open();
    }

    @Override
    public long openDatagram(Address to) {
        return open();
    }

    @Override
    public void write(long channel, List<Message> messages) {
        Codec.encode(messages);
    }

    @Override
    public void close(long channel) {
        open.remove(channel);
    }

    @Override
    public void resolve(String seed) {}

    @Override
    public void emit(PeerEvent event) {}
}
