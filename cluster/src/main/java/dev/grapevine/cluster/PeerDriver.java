package dev.grapevine.cluster;

import dev.grapevine.cluster.net.Deadline;
import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.cluster.net.SocketPair;
import dev.grapevine.cluster.net.Tickable;
import dev.grapevine.cluster.net.Transport;
import dev.grapevine.cluster.net.TransportListener;
import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.PlainSeal;
import dev.grapevine.model.Address;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Connects one peer with a loop and a transport: hands in what came, with the time; passes out what it sends; ticks it.
 * Of the loop's thread alone.
 */
final class PeerDriver implements TransportListener, Port, Tickable {

    private final Transport transport;
    private final Peer peer;
    private final Consumer<Event> events;
    private final EventLoop loop;

    /** Null until it is ticked. */
    private @Nullable Deadline turn;

    /**
     * To be called in the loop; the peer is made, not started.
     *
     * @param events hears what the peer emits, in the middle of a call of the peer
     * @throws IOException if the sockets cannot be served; they are closed then
     */
    PeerDriver(
            PeerConfig config,
            RandomGenerator random,
            EventLoop loop,
            SocketPair sockets,
            int broadcastPort,
            Consumer<Event> events)
            throws IOException {
        this.events = events;
        this.loop = loop;
        this.transport = Transport.open(
                loop,
                sockets,
                broadcastPort,
                new PlainSeal(config.cluster()),
                this,
                "grapevine-resolve-" + config.name());
        this.peer = new Peer(config, random, this, System.nanoTime());
    }

    /** The peer runs from now on. */
    void begin() {
        peer.start(System.nanoTime());
        turn = loop.add(this);
    }

    Peer peer() {
        return peer;
    }

    Transport transport() {
        return transport;
    }

    // ---- inputs

    @Override
    public void receive(List<Message> messages, Address from, long now) {
        peer.receive(messages, from, now);
    }

    @Override
    public void channelAccepted(long channel, Address from, long now) {
        peer.channelAccepted(channel, from, now);
    }

    @Override
    public void channelOpened(long channel, long now) {
        peer.channelOpened(channel, now);
    }

    @Override
    public void channelReceived(long channel, List<Message> messages, long now) {
        peer.channelReceived(channel, messages, now);
    }

    @Override
    public void channelClosed(long channel, CloseCause cause, long now) {
        peer.channelClosed(channel, cause, now);
    }

    @Override
    public void resolved(String seed, List<Address> addresses, @Nullable String error, long now) {
        peer.resolved(seed, addresses, error, now);
    }

    @Override
    public long nextDeadline() {
        return peer.nextDeadline();
    }

    @Override
    public void tick(long now, long wallMillis) {
        peer.tick(now, wallMillis);
    }

    // ---- port

    @Override
    public void earlier(long deadline) {
        if (turn != null) {
            turn.by(deadline);
        }
    }

    @Override
    public boolean send(Address to, List<Message> messages) {
        return transport.send(to, messages);
    }

    @Override
    public void broadcast(List<Message> messages) {
        transport.broadcast(messages);
    }

    @Override
    public long openStream(Address to) {
        return transport.openStream(to);
    }

    @Override
    public long openDatagram(Address to) {
        return transport.openDatagram(to);
    }

    @Override
    public void write(long channel, List<Message> messages) {
        transport.write(channel, messages);
    }

    @Override
    public void close(long channel) {
        transport.close(channel);
    }

    @Override
    public void resolve(String seed) {
        transport.resolve(seed);
    }

    @Override
    public void emit(Event event) {
        events.accept(event);
    }
}
