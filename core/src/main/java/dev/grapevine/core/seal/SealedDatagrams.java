package dev.grapevine.core.seal;

import dev.grapevine.core.wire.BodyWriter;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Introduction;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Packets;
import dev.grapevine.core.wire.Salt;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Seals the datagrams of one member, opens those of others, and decides which of them are fresh ({@code docs/security.md}).
 *
 * <h2>Layout</h2>
 *
 * <pre>{@code hint 1 | salt 9 | counter 6 | ciphertext | tag 16}</pre>
 *
 * The hint is the first byte of the key's id. The key of a datagram is derived from the cluster key, the salt and the name of the cluster; its
 * nonce is the counter.
 *
 * <h2>The way of a datagram</h2>
 *
 * What costs least comes first: length, hint, own salt, replay, the budgets for garbage. Then the cipher. A datagram of a <em>proven</em> salt that
 * is not late is handed on. Any other is held, and the process behind it is asked to prove that it lives, by {@link Message.Prove}: who seals a
 * random number of at most 2 s ago has read it since. Its answer proves the salt, and what was held is handed on if it is at most 60 s old.
 * Introductions prove salts too, so members that know one another need no question.
 *
 * <p>Single-threaded.
 */
final class SealedDatagrams {

    /** The whole datagram that carries a {@link Message.Prove}. */
    static final int PROVE_BYTES = Envelope.OVERHEAD + 2 + 2 * Message.Prove.NUMBER_BYTES;

    /** Questions and answers in all, a second. */
    static final int PROVES_PER_SECOND = 500;

    /** Datagrams of unknown salts that are opened in a second; a half of them only from addresses of members. */
    static final int UNKNOWN_PER_SECOND = 500;

    /** After so many failures in a second, a known salt counts only from an address of its member. */
    static final int FAILURES_PER_SECOND = 2_000;

    /** A datagram that a key opened. */
    private record Opened(SenderSalt salt, Envelope envelope, List<Message> messages) {}

    /** Clocks that moved apart by more than this between two datagrams tell that the machine was suspended. */
    private static final long SUSPENDED_NANOS = 1_000_000_000;

    private final KeyRing keys;
    private final Cryptography cryptography;
    private final byte[] cluster;
    private final SealOutlet outlet;
    private final SaltTable salts;
    private final HeldDatagrams held;

    /** Salts that were proven, whose held datagrams are still to be handed on. */
    private final Queue<SenderSalt> provenNow = new ArrayDeque<>();

    private final ProofNumbers numbers;
    private final RecentTargets targets;
    private final PerSecond proves;
    private final PerSecond unknownOfMembers;
    private final PerSecond unknownOfStrangers;
    private final PerSecond failures;
    private final Aead sealing;
    private final Aead shared;
    private final byte[] nonce = new byte[Aead.NONCE];
    private final byte[] body = new byte[Packets.MAX_LENGTH];
    private final byte[] sealed = new byte[Packets.MAX_LENGTH];
    private final BodyWriter bodies = new BodyWriter(Packets.MAX_LENGTH - Envelope.OVERHEAD);
    private final long origin;
    /** How late the datagram is that is being handed on; 0 while none is. */
    private long handedBehindMicros;

    private LongConsumer alarm = when -> {};
    private boolean alarmed;

    private OwnSalt own;
    private long redrawn;
    private @Nullable ClusterKey sealingKey;
    private long checkedAt;
    private long checkedAtWallMillis;

    /**
     * Makes the ciphers, so that none is made for the first datagram.
     *
     * @param cluster name of the cluster
     * @param saltLimit how many salts of others are kept: twice the member limit
     */
    SealedDatagrams(
            KeyRing keys, Cryptography cryptography, String cluster, int saltLimit, SealOutlet outlet, long now) {
        this.keys = keys;
        this.cryptography = cryptography;
        this.cluster = cluster.getBytes(StandardCharsets.UTF_8);
        this.outlet = outlet;
        held = new HeldDatagrams(outlet::dropped);
        salts = new SaltTable(saltLimit);
        numbers = new ProofNumbers(cryptography);
        targets = new RecentTargets(now);
        proves = new PerSecond(PROVES_PER_SECOND, now);
        unknownOfMembers = new PerSecond(UNKNOWN_PER_SECOND / 2, now);
        unknownOfStrangers = new PerSecond(UNKNOWN_PER_SECOND / 2, now);
        failures = new PerSecond(FAILURES_PER_SECOND, now);
        sealing = cryptography.aead();
        shared = cryptography.aead();
        origin = now;
        own = OwnSalt.draw(cryptography, now);
        checkedAt = now;
        checkedAtWallMillis = outlet.wallMillis();
    }

    // ---- sealing

    /**
     * Writes messages as one datagram.
     *
     * @param messages a list that is not changed afterwards
     * @return a view of a buffer that the next call overwrites
     * @throws IllegalArgumentException if a message holds a value that cannot be encoded
     */
    ByteBuffer write(Address to, List<Message> messages, long now) {
        targets.sent(to, now);
        return write(messages, now);
    }

    /** Writes messages for whoever is on the local segment. */
    ByteBuffer write(List<Message> messages, long now) {
        checkClocks(now);
        ClusterKey key = keys.sealing();
        if (key != sealingKey) {
            sealingKey = key;
            sealing.key(key.packetKey(own.salt(), cluster, cryptography));
        }
        int length = bodies.write(messages, sealed, Envelope.HEADER);
        Envelope.seal(sealing, nonce, key.id(), own.salt(), own.next(now), sealed, length);
        return ByteBuffer.wrap(sealed, 0, Envelope.OVERHEAD + length);
    }

    /**
     * Draws another salt where the present one could be used twice with the same counters: the wall clock and the monotonic one moved apart, so the
     * machine was suspended, or goes on from a snapshot, perhaps more than once.
     */
    private void checkClocks(long now) {
        long wallMillis = outlet.wallMillis();
        long apart = (wallMillis - checkedAtWallMillis) * 1_000_000 - (now - checkedAt);
        checkedAt = now;
        checkedAtWallMillis = wallMillis;
        if (Math.abs(apart) > SUSPENDED_NANOS) {
            drawSalt(now);
            salts.each(SenderSalt::doubt);
            provenNow.clear();
            held.clear();
        } else if (own.worn(now)) {
            drawSalt(now);
        }
    }

    private void drawSalt(long now) {
        own = OwnSalt.draw(cryptography, now);
        redrawn++;
        sealingKey = null;
    }

    // ---- opening

    /**
     * Opens a datagram. Its messages go to the receiver at once, or when its sender has proven to live. Never throws because of what the bytes
     * hold.
     *
     * @param datagram backed by an array, as sockets fill it
     */
    void read(ByteBuffer datagram, Address from, DatagramReceiver receiver, long now) {
        held.expire(now);
        salts.expire(now);
        Opened datagramOpened = open(datagram, from, now);
        if (datagramOpened != null) {
            opened(datagramOpened, receiver, now);
        }
        release(now);
    }

    /**
     * Opens a datagram that came by broadcast. Its {@link Message.Discover} is handed on even if its sender is not proven: it leads to a stream, where
     * both have to prove that they live. Nothing else is handed on.
     */
    void readDiscovery(ByteBuffer datagram, Address from, DatagramReceiver receiver, long now) {
        Opened datagramOpened = open(datagram, from, now);
        if (datagramOpened == null) {
            return;
        }
        // Networks duplicate, and a recording of a call need not cost a stream each time.
        datagramOpened.salt().note(datagramOpened.envelope().counter());
        List<Message> calls = datagramOpened.messages().stream()
                .filter(Message.Discover.class::isInstance)
                .toList();
        if (calls.isEmpty()) {
            outlet.dropped(DropReason.UNEXPECTED);
        } else {
            receiver.receive(calls, from, senderOf(datagramOpened.salt()), now);
        }
    }

    private @Nullable Opened open(ByteBuffer datagram, Address from, long now) {
        int length = datagram.remaining();
        if (length > Packets.MAX_LENGTH) {
            outlet.dropped(DropReason.OVERSIZE);
            return null;
        }
        int start = datagram.arrayOffset() + datagram.position();
        List<ClusterKey> candidates = length < Envelope.OVERHEAD ? List.of() : keys.hinted(datagram.array()[start]);
        if (candidates.isEmpty()) {
            outlet.dropped(DropReason.SEAL);
            return null;
        }
        checkClocks(now);
        Envelope envelope = Envelope.of(datagram.array(), start, length, from);
        if (envelope.salt().equals(own.salt())) {
            reflected(envelope, candidates, now);
            return null;
        }
        SenderSalt known = salts.get(envelope.salt());
        if (known == null && salts.silent(envelope.salt(), now)) {
            outlet.dropped(DropReason.STALE);
            return null;
        }
        SenderSalt sender =
                known == null ? openUnknown(envelope, candidates, now) : openKnown(known, envelope, candidates, now);
        if (sender == null) {
            return null;
        }
        Decoded decoded = Codec.decode(body, 0, length - Envelope.OVERHEAD);
        if (decoded instanceof Decoded.Batch batch) {
            return new Opened(sender, envelope, batch.messages());
        }
        outlet.dropped(((Decoded.Rejected) decoded).reason());
        return null;
    }

    private @Nullable SenderSalt openKnown(SenderSalt known, Envelope envelope, List<ClusterKey> candidates, long now) {
        if (known.replayed(envelope.counter()) || known.waited(envelope.counter(), micros(now))) {
            outlet.dropped(DropReason.REPLAYED);
            return null;
        }
        SenderId member = known.sender();
        if (!failures.left(now) && (member == null || !outlet.isAddressOf(member.name(), envelope.from()))) {
            outlet.dropped(DropReason.LIMIT);
            return null;
        }
        Aead cipher = known.cipher();
        ClusterKey last = known.key();
        if (cipher != null && last != null && candidates.contains(last) && envelope.open(cipher, nonce, body)) {
            return known;
        }
        for (ClusterKey key : candidates) {
            if (key != last && openWith(key, known, envelope)) {
                return known;
            }
        }
        failures.take(now);
        outlet.dropped(DropReason.SEAL);
        return null;
    }

    private @Nullable SenderSalt openUnknown(Envelope envelope, List<ClusterKey> candidates, long now) {
        boolean allowed =
                unknownOfStrangers.take(now) || outlet.isMemberAddress(envelope.from()) && unknownOfMembers.take(now);
        if (!allowed) {
            outlet.dropped(DropReason.LIMIT);
            return null;
        }
        SenderSalt unknown = new SenderSalt(envelope.salt());
        for (ClusterKey key : candidates) {
            if (openWith(key, unknown, envelope)) {
                salts.addUnproven(unknown, now);
                return unknown;
            }
        }
        outlet.dropped(DropReason.SEAL);
        return null;
    }

    /** Opens a datagram with another key than the last of that salt, which is kept for the next if it is the right one. */
    private boolean openWith(ClusterKey key, SenderSalt salt, Envelope envelope) {
        byte[] derived = key.packetKey(salt.salt(), cluster, cryptography);
        shared.key(derived);
        boolean open = envelope.open(shared, nonce, body);
        if (open) {
            salt.sealsWith(key, derived, cryptography);
        }
        return open;
    }

    /** What bears this process's own salt is its own broadcast, or a reflection; or it comes from a copy of this process. */
    private void reflected(Envelope envelope, List<ClusterKey> candidates, long now) {
        if (own.mayHaveSent(envelope.counter())) {
            outlet.dropped(DropReason.UNEXPECTED);
            return;
        }
        if (!unknownOfStrangers.take(now)) {
            outlet.dropped(DropReason.LIMIT);
            return;
        }
        for (ClusterKey key : candidates) {
            shared.key(key.packetKey(own.salt(), cluster, cryptography));
            if (envelope.open(shared, nonce, body)) {
                drawSalt(now);
                outlet.copied(envelope.from());
                return;
            }
        }
        outlet.dropped(DropReason.SEAL);
    }

    // ---- freshness

    private void opened(Opened datagram, DatagramReceiver receiver, long now) {
        SenderSalt salt = datagram.salt();
        Envelope envelope = datagram.envelope();
        List<Message> messages = datagram.messages();
        boolean fresh = salt.fresh(envelope.counter(), micros(now));
        if (messages.size() == 1 && messages.get(0) instanceof Message.Prove prove) {
            proof(salt, envelope, prove, now);
        } else if (fresh) {
            hand(salt, envelope.counter(), messages, envelope.from(), receiver, now);
        } else {
            salt.await(envelope.counter());
            held.add(new HeldDatagrams.Held(salt, envelope.counter(), messages, envelope.from(), receiver, now));
            if (mayProve(envelope, now) && salt.mayAsk(now) && proves.take(now)) {
                prove(envelope.from(), 0, salt.ask(numbers, now), now);
            }
            alarm(now);
        }
    }

    private void alarm(long now) {
        if (!alarmed) {
            alarmed = true;
            alarm.accept(now + SenderSalt.ASK_AGAIN_NANOS);
        }
    }

    /**
     * Asks members again whose datagrams wait: a question or its answer may be lost, and their next datagram may take seconds. Only where a member is known
     * to be, so that nobody can have a third party sent more than it sent itself.
     */
    void askAgain(long now) {
        alarmed = false;
        held.expire(now);
        for (HeldDatagrams.Held waiting : held.oldestOfEach()) {
            SenderSalt salt = waiting.salt();
            SenderId member = salt.sender();
            if (member == null || !outlet.isAddressOf(member.name(), waiting.from())) {
                continue;
            }
            alarm(now);
            if (salt.mayAskAgain(now) && proves.take(now)) {
                prove(waiting.from(), 0, salt.askAgain(numbers, now), now);
            }
        }
    }

    private void proof(SenderSalt salt, Envelope envelope, Message.Prove prove, long now) {
        long counter = envelope.counter();
        if (salt.isAnswer(prove.answer(), now)) {
            salt.prove(counter, micros(now));
            salts.know(salt);
        }
        boolean fresh = salt.fresh(counter, micros(now));
        if (fresh) {
            salt.take(counter, micros(now));
            provenNow.add(salt);
        } else {
            salt.await(counter);
        }
        if (prove.question() != 0 && mayProve(envelope, now) && salt.mayAnswer(now) && proves.take(now)) {
            salt.answered(now);
            prove(envelope.from(), prove.question(), fresh ? 0 : salt.ask(numbers, now), now);
        }
    }

    /** Hands on what was held of salts that were proven since; not to be called while the peer handles an input. */
    void release(long now) {
        while (!provenNow.isEmpty()) {
            release(provenNow.remove(), now);
        }
    }

    private void release(SenderSalt salt, long now) {
        for (HeldDatagrams.Held datagram : held.take(salt, now)) {
            if (salt.replayed(datagram.counter())) {
                outlet.dropped(DropReason.REPLAYED);
            } else if (salt.late(datagram.counter(), micros(now))) {
                outlet.dropped(DropReason.STALE);
            } else {
                hand(salt, datagram.counter(), datagram.messages(), datagram.from(), datagram.receiver(), now);
            }
        }
    }

    /** Takes a datagram. What it tells of other clocks is as old as it is itself. */
    private void hand(
            SenderSalt salt, long counter, List<Message> messages, Address from, DatagramReceiver receiver, long now) {
        handedBehindMicros = salt.behind(counter, micros(now));
        salt.take(counter, micros(now));
        receiver.receive(messages, from, senderOf(salt), now);
        handedBehindMicros = 0;
    }

    private static SenderId senderOf(SenderSalt salt) {
        SenderId known = salt.sender();
        return known == null ? SenderId.UNKNOWN : known;
    }

    /** Nobody gets more bytes than came from there, unless this member has just sent something there on its own accord. */
    private boolean mayProve(Envelope envelope, long now) {
        return envelope.length() >= PROVE_BYTES || targets.contains(envelope.from(), now);
    }

    private void prove(Address to, long answer, long question, long now) {
        outlet.send(to, write(List.of(new Message.Prove(answer, question)), now));
    }

    private long micros(long now) {
        return (now - origin) / 1_000;
    }

    // ---- introductions

    /** How this process is introduced to others, as of its last datagram. */
    Introduction introduction() {
        return Introduction.at(own.salt(), own.clock(checkedAt));
    }

    /** How that process is introduced to others; null if this member does not know its salt. */
    @Nullable Introduction introductionOf(String name, long generation, long now) {
        SenderSalt latest = salts.latest(name, generation);
        return latest == null ? null : latest.introduction(micros(now));
    }

    /**
     * A member introduces that process, or the process itself does. What this member knows of its clock already counts more than what others say.
     */
    void introduced(String name, long generation, Introduction introduction, long now) {
        Salt salt = introduction.salt();
        if (salt.equals(Salt.NONE) || salt.equals(own.salt())) {
            return;
        }
        SenderSalt known = salts.get(salt);
        if (known == null) {
            known = new SenderSalt(salt);
        }
        salts.know(known);
        salts.own(known, new SenderId(name, generation));
        if (!known.proven() && introduction.hasClock()) {
            known.prove(introduction.counter() + handedBehindMicros, micros(now));
            provenNow.add(known);
        }
    }

    // ---- keys

    /** A key was removed: nothing that it sealed is opened any more. */
    void keysChanged() {
        salts.each(salt -> {
            ClusterKey key = salt.key();
            if (key != null && !keys.accepts(key)) {
                salt.forgetKey();
            }
        });
        sealingKey = null;
    }

    /** What hears when {@link #askAgain} is to be called. */
    void follow(LongConsumer follower) {
        alarm = follower;
    }

    /** How often this process has drawn another salt. */
    long redrawn() {
        return redrawn;
    }

    // ---- figures

    /** How many salts of others are known. */
    int knownSalts() {
        return salts.size();
    }
}
