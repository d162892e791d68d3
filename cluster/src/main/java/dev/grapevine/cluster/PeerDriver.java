package dev.grapevine.cluster;

import dev.grapevine.cluster.log.GuardedLogger;
import dev.grapevine.cluster.log.QueuedLogger;
import dev.grapevine.cluster.net.Deadline;
import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.cluster.net.SocketPair;
import dev.grapevine.cluster.net.Tickable;
import dev.grapevine.cluster.net.Transport;
import dev.grapevine.cluster.net.TransportListener;
import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerConfig;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.core.seal.KeyAccess;
import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.seal.SealOutlet;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.seal.StreamSecret;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.ProtocolSetting;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Connects one peer to a loop and a transport: passes on what arrives, with the time, sends what the peer sends, and
 * ticks it. Used by the loop's thread only.
 */
final class PeerDriver implements TransportListener, Port, Tickable {

    private static final QueuedLogger LOG = GuardedLogger.ofCluster();

    private final int memberLimit;
    private final Sealing sealing;
    private final Transport transport;
    private final Peer peer;
    private final EventLoop loop;
    private final LongConsumer generationKeeper;
    private Consumer<PeerDriver> keyKeeper = driver -> {};
    private @Nullable ViewPublisher publisher;

    /** Null until the loop ticks the peer. */
    private @Nullable Deadline tickDeadline;

    /**
     * Creates the peer without starting it. To be called in the loop.
     *
     * @param generationKeeper keeps a raised generation for the next start, before it returns
     * @throws IOException if the sockets cannot be served; they are closed in that case
     */
    PeerDriver(
            PeerConfig config,
            Encryption encryption,
            EventLoop loop,
            SocketPair sockets,
            int broadcastPort,
            LongConsumer generationKeeper)
            throws IOException {
        this.loop = loop;
        this.generationKeeper = generationKeeper;
        long now = System.nanoTime();
        this.memberLimit = config.settings().count(ProtocolSetting.MEMBER_LIMIT);
        this.sealing = encryption.sealing(config.cluster(), memberLimit, new Outlet(), now);
        this.transport =
                Transport.open(loop, sockets, broadcastPort, sealing, this, "grapevine-resolve-" + config.name());
        try {
            this.peer = new Peer(config, new SplittableRandom(new SecureRandom().nextLong()), this, sealing, now);
        } catch (Throwable e) {
            transport.close();
            throw e;
        }
    }

    /**
     * Starts the peer.
     *
     * @param toPublish is told what changes, and what the peer emits, within calls of the peer
     */
    void begin(ViewPublisher toPublish) {
        publisher = toPublish;
        peer.start(System.nanoTime());
        tickDeadline = loop.add(this);
    }

    Peer peer() {
        return peer;
    }

    /** The keyring; null for a member without a key. */
    @Nullable KeyAccess keys() {
        return sealing.keys();
    }

    Transport transport() {
        return transport;
    }

    /** How far the member seals, and with which keys. */
    EncryptionState encryption() {
        return new EncryptionState(
                sealing.mode(), sealing.keyIds().stream().map(KeyId::toString).toList());
    }

    /** Accepts keys besides those that the member has, and takes up the mode. */
    void encrypt(Encryption changed) {
        boolean first = sealing.keys() == null;
        changed.change(sealing, memberLimit, System.nanoTime());
        peer.keysGiven(System.nanoTime());
        if (first) {
            keyKeeper.accept(this);
        }
        changed.keys().stream()
                .map(ClusterKey::id)
                .filter(id -> !sealing.keyIds().contains(id))
                .forEach(id -> LOG.log(
                        Level.WARNING,
                        "key {0} of the key file was removed from the cluster, or is one too many, and is ignored; take it out"
                                + " of the file",
                        id));
    }

    /** Sets what keeps the keyring of this member; runs now if the member has a key, or else when it gets its first one. */
    void keepKeys(Consumer<PeerDriver> keeper) {
        keyKeeper = keeper;
        keeper.accept(this);
    }

    /** What sealing needs of the sockets and of the peer. */
    private final class Outlet implements SealOutlet {
        @Override
        public long wallMillis() {
            return PeerDriver.this.wallMillis();
        }

        @Override
        public void send(Address to, ByteBuffer datagram) {
            transport.send(to, datagram);
        }

        @Override
        public boolean isMemberAddress(Address address) {
            return peer.isMemberAddress(address);
        }

        @Override
        public boolean isAddressOf(String name, Address address) {
            return peer.isAddressOf(name, address);
        }

        @Override
        public void dropped(DropReason reason) {
            transport.dropped(reason);
        }

        @Override
        public void copied(Address from) {
            LOG.log(
                    Level.ERROR,
                    "a copy of this process sends from {0}: the machine was cloned, or goes on from a snapshot; stop one of"
                            + " them, and start it anew with a name and a data folder of its own",
                    from);
        }
    }

    // ---- from the transport and the loop to the peer

    @Override
    public void receive(List<Message> messages, Address from, @Nullable SenderId sender, long now) {
        peer.receive(messages, from, sender, now);
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
        sealing.release(now);
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

    // ---- from the peer to the transport, the loop and the listener

    @Override
    public void earlier(long deadline) {
        if (tickDeadline != null) {
            tickDeadline.by(deadline);
        }
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
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
    public @Nullable StreamSecret secretOf(long channel) {
        return transport.secretOf(channel);
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
    public void keepGeneration(long generation) {
        generationKeeper.accept(generation);
    }

    @Override
    public void viewChanged(String member) {
        if (publisher != null) {
            publisher.changed(member);
        }
    }

    @Override
    public void emit(PeerEvent event) {
        if (publisher != null) {
            publisher.emitted(event);
        }
    }
}
