package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.FrameBuffer;
import dev.grapevine.core.wire.Introduction;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Packets;
import dev.grapevine.core.wire.PlainSeal;
import dev.grapevine.core.wire.Seal;
import dev.grapevine.model.Address;
import dev.grapevine.model.EncryptionMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Between the messages of one member and the bytes of its sockets: datagrams and streams, plain or sealed as the mode says. Single-threaded.
 */
public final class Sealing implements Introductions {

    private final Seal plain;
    private final Packets packets;
    private final SealOutlet outlet;
    private final byte[] cluster;

    /** Null until the member has a key. */
    private @Nullable Keyed keyed;

    private EncryptionMode mode;
    private long began;
    private LongConsumer alarm = when -> {};

    /** What a member with a key has besides. */
    private record Keyed(KeyRing keys, Cryptography cryptography, SealedDatagrams datagrams) {}

    private Sealing(String cluster, SealOutlet outlet, EncryptionMode mode, @Nullable Keyed keyed) {
        this.plain = new PlainSeal(cluster);
        this.packets = new Packets(plain);
        this.outlet = outlet;
        this.cluster = cluster.getBytes(StandardCharsets.UTF_8);
        this.mode = mode;
        this.keyed = keyed;
    }

    /** Of a member without a key. */
    public static Sealing plain(String cluster, SealOutlet outlet) {
        return new Sealing(cluster, outlet, EncryptionMode.OFF, null);
    }

    /**
     * Of a member with keys.
     *
     * @param saltLimit how many salts of others are kept: twice the member limit
     */
    public static Sealing keyed(
            String cluster, KeyRing keys, Cryptography cryptography, int saltLimit, SealOutlet outlet, long now) {
        SealedDatagrams datagrams = new SealedDatagrams(keys, cryptography, cluster, saltLimit, outlet, now);
        keys.follow(datagrams::keysChanged);
        return new Sealing(cluster, outlet, EncryptionMode.REQUIRE, new Keyed(keys, cryptography, datagrams));
    }

    public EncryptionMode mode() {
        return mode;
    }

    /** The ids of the accepted keys, the one to seal with first; empty for a member without a key. */
    public List<KeyId> keyIds() {
        return keyed == null ? List.of() : keyed.keys().ids();
    }

    /**
     * Accepts keys besides those that the member has, or its first ones. The mode stays as it is.
     *
     * @param added not empty; the first is the one to seal with if the member had none
     * @param saltLimit how many salts of others are kept: twice the member limit
     */
    public void accept(List<ClusterKey> added, Cryptography cryptography, int saltLimit, long now) {
        if (keyed != null) {
            keyed.keys().reread(added);
            return;
        }
        KeyRing keys = new KeyRing(added);
        SealedDatagrams datagrams = new SealedDatagrams(
                keys, cryptography, new String(cluster, StandardCharsets.UTF_8), saltLimit, outlet, now);
        keys.follow(datagrams::keysChanged);
        datagrams.follow(alarm);
        keyed = new Keyed(keys, cryptography, datagrams);
    }

    /**
     * Changes the mode; streams that are open stay as they are.
     *
     * @throws IllegalArgumentException if a member without a key shall seal
     */
    public void mode(EncryptionMode changed) {
        if (keyed == null && changed != EncryptionMode.OFF) {
            throw new IllegalArgumentException("encryption mode " + changed + " needs a key");
        }
        if (changed.seals() && !mode.seals()) {
            began++;
        }
        mode = changed;
    }

    // ---- datagrams

    /**
     * Writes messages as one datagram.
     *
     * @param messages a list that is not changed afterwards
     * @return a view of a buffer that the next call overwrites
     * @throws IllegalArgumentException if a message holds a value that cannot be encoded
     */
    public ByteBuffer datagram(Address to, List<Message> messages, long now) {
        return keyed != null && mode.seals() ? keyed.datagrams().write(to, messages, now) : packets.write(messages);
    }

    /** Writes messages as one datagram to everybody on the local segment. */
    public ByteBuffer broadcast(List<Message> messages, long now) {
        return keyed != null && mode.seals() ? keyed.datagrams().write(messages, now) : packets.write(messages);
    }

    /**
     * Opens a datagram. Its messages go to the receiver at once, or when its sender has proven to live, or never. Never throws because of what the
     * bytes hold.
     *
     * @param datagram backed by an array, as sockets fill it
     */
    public void open(ByteBuffer datagram, Address from, DatagramReceiver receiver, long now) {
        if (keyed == null || !mode.takesSealed()) {
            openPlain(packets.read(datagram), from, receiver, now);
            return;
        }
        if (mode.takesPlain()) {
            Decoded decoded = packets.read(datagram);
            if (decoded instanceof Decoded.Batch) {
                openPlain(decoded, from, receiver, now);
                return;
            }
        }
        keyed.datagrams().read(datagram, from, receiver, now);
    }

    /** Opens a datagram that came by broadcast: a member that nobody knows yet may call by it. */
    public void openDiscovery(ByteBuffer datagram, Address from, DatagramReceiver receiver, long now) {
        if (keyed == null || !mode.takesSealed()) {
            openPlain(packets.read(datagram), from, receiver, now);
        } else if (!mode.takesPlain() || !(packets.read(datagram) instanceof Decoded.Batch batch)) {
            keyed.datagrams().readDiscovery(datagram, from, receiver, now);
        } else {
            openPlain(batch, from, receiver, now);
        }
    }

    private void openPlain(Decoded decoded, Address from, DatagramReceiver receiver, long now) {
        if (decoded instanceof Decoded.Batch batch) {
            receiver.receive(
                    keyed == null ? batch.messages() : InClear.introducingNobody(batch.messages()), from, null, now);
        } else {
            outlet.dropped(((Decoded.Rejected) decoded).reason());
        }
    }

    // ---- streams

    /** The session of a stream that this member opens. */
    public StreamSession openedStream() {
        return keyed != null && mode.seals()
                ? dated(SealedStream.opener(keyed.keys(), keyed.cryptography(), cluster))
                : new PlainStream(plain);
    }

    /** The session of a stream that another member opened. */
    public StreamSession acceptedStream() {
        Keyed with = keyed;
        return with != null && mode.takesSealed()
                ? dated(new AcceptedStream(plain, mode.takesPlain(), frame -> answering(with, frame)))
                : new PlainStream(plain);
    }

    private StreamSession dated(StreamSession stream) {
        return new DatedStream(stream, outlet::wallMillis);
    }

    private SealedStream answering(Keyed with, FrameBuffer frame) {
        return SealedStream.answerer(with.keys(), with.cryptography(), cluster, frame);
    }

    // ---- keys

    @Override
    public @Nullable KeyAccess keys() {
        return keyed == null ? null : new Keys(keyed);
    }

    private final class Keys implements KeyAccess {
        private final Keyed with;

        Keys(Keyed with) {
            this.with = with;
        }

        @Override
        public KeyRing ring() {
            return with.keys();
        }

        @Override
        public Cryptography cryptography() {
            return with.cryptography();
        }

        @Override
        public boolean seals() {
            return mode.seals();
        }
    }

    // ---- introductions

    @Override
    public long changes() {
        return keyed == null ? began : began + keyed.datagrams().redrawn();
    }

    @Override
    public void follow(LongConsumer follower) {
        alarm = follower;
        if (keyed != null) {
            keyed.datagrams().follow(follower);
        }
    }

    @Override
    public void due(long now) {
        if (keyed != null) {
            keyed.datagrams().askAgain(now);
        }
    }

    @Override
    public @Nullable Introduction own() {
        return keyed == null ? null : keyed.datagrams().introduction();
    }

    @Override
    public @Nullable Introduction of(String name, long generation, long now) {
        return keyed == null ? null : keyed.datagrams().introductionOf(name, generation, now);
    }

    @Override
    public void introduced(String name, long generation, Introduction introduction, long now) {
        if (keyed != null) {
            keyed.datagrams().introduced(name, generation, introduction, now);
        }
    }

    /** Hands on what waited for an introduction; to be called after an input of the peer. */
    public void release(long now) {
        if (keyed != null) {
            keyed.datagrams().release(now);
        }
    }
}
