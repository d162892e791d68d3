package dev.grapevine.core.env;

import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A port that does nothing but write down what it is told. */
public final class RecordingPort implements Port {

    /** A datagram that was sent. */
    public record Datagram(Address to, List<Message> messages) {
        /** Whether a message of this kind is in it. */
        public boolean carries(Class<? extends Message> kind) {
            return messages.stream().anyMatch(kind::isInstance);
        }
    }

    /** A channel that was opened here or accepted. */
    public static final class Channel {
        public final Address to;
        public final boolean datagram;
        public final List<Message> written = new ArrayList<>();
        public boolean closed;

        Channel(Address to, boolean datagram) {
            this.to = to;
            this.datagram = datagram;
        }
    }

    public final List<Datagram> sent = new ArrayList<>();
    public final List<List<Message>> broadcasts = new ArrayList<>();
    public final List<String> resolved = new ArrayList<>();
    public final List<PeerEvent> events = new ArrayList<>();

    /** Generations that were to be kept, each with how many datagrams had been sent before. */
    public final Map<Long, Integer> kept = new LinkedHashMap<>();

    public final Map<Long, Channel> channels = new LinkedHashMap<>();

    /** Whether the local system refuses datagrams. */
    public boolean refusing;

    private long lastChannel;

    @Override
    public long wallMillis() {
        return 0;
    }

    @Override
    public boolean send(Address to, List<Message> messages) {
        if (refusing) {
            return false;
        }
        sent.add(new Datagram(to, List.copyOf(messages)));
        return true;
    }

    @Override
    public void broadcast(List<Message> messages) {
        broadcasts.add(List.copyOf(messages));
    }

    @Override
    public long openStream(Address to) {
        return open(to, false);
    }

    @Override
    public long openDatagram(Address to) {
        return open(to, true);
    }

    /** A new channel that another opened. */
    public long accept(Address from) {
        return open(from, false);
    }

    private long open(Address to, boolean datagram) {
        channels.put(++lastChannel, new Channel(to, datagram));
        return lastChannel;
    }

    @Override
    public void write(long channel, List<Message> messages) {
        channel(channel).written.addAll(messages);
    }

    @Override
    public void close(long channel) {
        channel(channel).closed = true;
    }

    public Channel channel(long number) {
        Channel channel = channels.get(number);
        if (channel == null) {
            throw new AssertionError("no channel " + number);
        }
        return channel;
    }

    @Override
    public void resolve(String seed) {
        resolved.add(seed);
    }

    @Override
    public void keepGeneration(long generation) {
        kept.put(generation, sent.size());
    }

    @Override
    public void emit(PeerEvent event) {
        events.add(event);
    }

    /** What was sent there, whole datagrams in their order. */
    public List<List<Message>> to(Address address) {
        return sent.stream()
                .filter(datagram -> datagram.to().equals(address))
                .map(Datagram::messages)
                .toList();
    }

    /** All messages of a kind that were sent by datagram, in their order. */
    public <T extends Message> List<T> sent(Class<T> kind) {
        List<T> found = new ArrayList<>();
        sent.forEach(datagram -> datagram.messages().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .forEach(found::add));
        return found;
    }

    public <T extends PeerEvent> List<T> events(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    public void clear() {
        sent.clear();
        broadcasts.clear();
        resolved.clear();
        events.clear();
    }
}
