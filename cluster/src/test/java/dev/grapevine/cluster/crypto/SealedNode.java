package dev.grapevine.cluster.crypto;

import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.core.seal.SealOutlet;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One member's sealing, with clocks of its own and without a socket: the test carries its datagrams. */
final class SealedNode implements SealOutlet {

    /** A datagram on its way. */
    record Sent(Address from, Address to, byte[] bytes) {}

    /** Messages that were taken. */
    record Taken(
            List<Message> messages, Address from, @Nullable SenderId sender) {}

    final Address address;
    final Sealing sealing;
    final KeyRing ring;
    private final JdkCryptography cryptography;
    final Queue<Sent> sent = new ArrayDeque<>();
    final List<Taken> taken = new ArrayList<>();
    final List<Address> copies = new ArrayList<>();
    final Set<Address> members = new HashSet<>();
    private final Map<DropReason, Integer> dropped = new EnumMap<>(DropReason.class);
    long now;
    long wallMillis;

    SealedNode(int port, long now, byte[]... keys) {
        this(port, now, new JdkCryptography(), keys);
    }

    private SealedNode(int port, long now, JdkCryptography cryptography, byte[]... keys) {
        this.address = Address.parse("127.0.0.1", port);
        this.now = now;
        this.wallMillis = now / 1_000_000;
        this.cryptography = cryptography;
        this.ring = new KeyRing(
                Stream.of(keys).map(key -> ClusterKey.of(key, cryptography)).toList());
        this.sealing = Sealing.keyed("test", ring, cryptography, 20, this, now);
    }

    static byte[] key(int filler) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) filler);
        return key;
    }

    /** Has it accept one more key. */
    KeyId install(byte[] key) {
        return ring.install(key, cryptography);
    }

    /** Both clocks go on. */
    void pass(long nanos) {
        now += nanos;
        wallMillis += nanos / 1_000_000;
    }

    Sent seal(SealedNode to, Message... messages) {
        return new Sent(address, to.address, bytes(sealing.datagram(to.address, List.of(messages), now)));
    }

    void receive(Sent datagram) {
        receive(datagram, datagram.from());
    }

    void receive(Sent datagram, Address from) {
        byte[] copy = datagram.bytes().clone();
        sealing.open(ByteBuffer.wrap(copy), from, this::take, now);
    }

    /** As a peer does, it believes introductions. */
    private void take(List<Message> messages, Address from, @Nullable SenderId sender, long at) {
        taken.add(new Taken(messages, from, sender));
        for (Message message : messages) {
            if (message instanceof Message.Alive alive && alive.introduction() != null) {
                sealing.introduced(alive.record().name(), alive.record().generation(), alive.introduction(), at);
            }
        }
    }

    /** It comes by broadcast. */
    void discover(Sent datagram) {
        byte[] copy = datagram.bytes().clone();
        sealing.openDiscovery(
                ByteBuffer.wrap(copy),
                datagram.from(),
                (messages, source, sender, at) -> taken.add(new Taken(messages, source, sender)),
                now);
    }

    /** Carries what these two say to each other, until they are silent. Returns how many datagrams that were. */
    static int exchange(SealedNode a, SealedNode b) {
        int carried = 0;
        while (!a.sent.isEmpty() || !b.sent.isEmpty()) {
            for (SealedNode node : List.of(a, b)) {
                Sent next = node.sent.poll();
                if (next != null) {
                    carried++;
                    (next.to().equals(a.address) ? a : b).receive(next);
                }
            }
        }
        return carried;
    }

    /** Introduces both to each other. */
    static void introduce(SealedNode a, SealedNode b) {
        introduce(a, b, "a");
    }

    static void introduce(SealedNode a, SealedNode b, String nameOfFirst) {
        a.sealing.introduced("b", 2, java.util.Objects.requireNonNull(b.sealing.own()), a.now);
        b.sealing.introduced(nameOfFirst, 1, java.util.Objects.requireNonNull(a.sealing.own()), b.now);
    }

    int drops(DropReason reason) {
        return dropped.getOrDefault(reason, 0);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    // ---- what sealing needs

    @Override
    public long wallMillis() {
        return wallMillis;
    }

    @Override
    public void send(Address to, ByteBuffer datagram) {
        sent.add(new Sent(address, to, bytes(datagram)));
    }

    @Override
    public boolean isMemberAddress(Address candidate) {
        return members.contains(candidate);
    }

    @Override
    public boolean isAddressOf(String name, Address candidate) {
        return members.contains(candidate);
    }

    @Override
    public void dropped(DropReason reason) {
        dropped.merge(reason, 1, Integer::sum);
    }

    @Override
    public void copied(Address from) {
        copies.add(from);
    }
}
