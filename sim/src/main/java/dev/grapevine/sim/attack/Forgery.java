package dev.grapevine.sim.attack;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.IdentityHash;
import dev.grapevine.core.wire.KeyEntry;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Octets;
import dev.grapevine.core.wire.Packets;
import dev.grapevine.core.wire.Seal;
import dev.grapevine.core.wire.ServiceCodec;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.core.wire.StateKeys;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.MessageKind;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Status;
import dev.grapevine.sim.operation.Attack;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Makes hostile messages that can be encoded: about members and about names that nobody has, with addresses of members, of
 * the stranger and of nobody, and with numbers that are often at the ends of their ranges. Not thread-safe.
 */
public final class Forgery {

    private static final int MOST_MESSAGES = 20;

    private static final Set<MessageKind> QUESTIONS = EnumSet.of(
            MessageKind.PING,
            MessageKind.PING_REQUEST,
            MessageKind.EXAMINE,
            MessageKind.IDENTIFY,
            MessageKind.TETHER_CHECK,
            MessageKind.STATE_REQUEST,
            MessageKind.SYNC_BUCKETS,
            MessageKind.SYNC_REQUEST,
            MessageKind.PADDING);

    private static final Set<MessageKind> ANSWERS = EnumSet.of(
            MessageKind.ACK,
            MessageKind.GONE,
            MessageKind.RELAYED_ACK,
            MessageKind.NACK,
            MessageKind.EXAMINED,
            MessageKind.IDENTIFIED,
            MessageKind.SYNC_TOO_LARGE,
            MessageKind.SYNC_DONE);

    private static final Set<MessageKind> FACTS = EnumSet.of(
            MessageKind.ALIVE,
            MessageKind.VERDICT,
            MessageKind.STATE_DELTA,
            MessageKind.STATE_VERSION,
            MessageKind.DISCOVER);

    private static final long DAY_OF_GENERATIONS = 86_400_000L << 16;

    private final Target target;
    private final Address own;
    private final List<MessageKind> kinds;
    private final RandomGenerator random;

    /** In a datagram. Many strangers send one at a time: whatever longer an answer is than its question shows there. */
    private final int mostMessages;

    /** @param own the stranger's own address */
    public Forgery(Attack.Kind kind, Target target, Address own, RandomGenerator random) {
        this.target = target;
        this.own = own;
        this.random = random;
        this.mostMessages = random.nextBoolean() ? 1 : MOST_MESSAGES;
        this.kinds = List.copyOf(
                switch (kind) {
                    case QUESTIONS -> QUESTIONS;
                    case ANSWERS -> ANSWERS;
                    case FACTS -> FACTS;
                    case EVERYTHING, STREAMS, REPLAYS -> EnumSet.allOf(MessageKind.class);
                });
    }

    /** A datagram of one message, or up to {@value #MOST_MESSAGES}. */
    public List<Message> datagram() {
        List<Message> messages = new ArrayList<>();
        int room = Packets.MAX_LENGTH - Seal.MAX_OVERHEAD;
        for (int i = 1 + random.nextInt(mostMessages); i > 0; i--) {
            Message message = message();
            int size = Codec.size(message);
            if (size <= room) {
                messages.add(message);
                room -= size;
            }
        }
        return messages.isEmpty() ? List.of(new Message.Padding(1)) : messages;
    }

    /** The first message of a stream, which is accepted more often than not. */
    public Message.Hello hello() {
        MemberRecord named = record();
        return new Message.Hello(
                1, 1, target.cluster(), named.name(), named.generation(), any(Message.Purpose.values()));
    }

    private Message.Identify identify() {
        MemberRecord named = record();
        return new Message.Identify(random.nextLong(), named.name(), named.generation(), any(Message.Claim.values()));
    }

    private Message.Met met() {
        return new Message.Met(record().generation(), address(), number(63));
    }

    private Message message() {
        return switch (kinds.get(random.nextInt(kinds.size()))) {
            case PING -> new Message.Ping(u16(), check(), random.nextLong());
            case ACK ->
                random.nextBoolean()
                        ? new Message.Ack(u16(), true, 0)
                        : new Message.Ack(u16(), false, random.nextLong());
            case GONE -> gone();
            case PING_REQUEST -> new Message.PingRequest(u16(), check(), address(), (int) number(31));
            case RELAYED_ACK -> new Message.RelayedAck(u16());
            case NACK -> new Message.Nack(u16());
            case EXAMINE -> examine();
            case EXAMINED -> new Message.Examined(u16(), any(Message.Finding.values()));
            case IDENTIFY -> identify();
            case IDENTIFIED ->
                new Message.Identified(
                        random.nextLong(), any(Message.Claim.values()), record().generation(), some(2, this::met));
            case ALIVE -> new Message.Alive(record());
            case VERDICT -> verdict();
            case STATE_DELTA -> delta();
            case STATE_VERSION -> stateVersion();
            case STATE_REQUEST -> stateRequest();
            case SYNC_BUCKETS ->
                new Message.SyncBuckets(u16(), random.ints(View.BUCKETS).toArray());
            case SYNC_DIGESTS -> new Message.SyncDigests(u16(), new int[] {0, 1, 255}, some(20, this::digest));
            case SYNC_TOO_LARGE -> new Message.SyncTooLarge(u16());
            case SYNC_REQUEST -> new Message.SyncRequest(u16(), some(20, this::wanted));
            case SYNC_DONE -> new Message.SyncDone(u16());
            case PADDING -> new Message.Padding(random.nextInt(1_000));
            case DISCOVER -> new Message.Discover(record(), random.nextBoolean());
            case HELLO -> hello();
            case REFUSED -> new Message.Refused(any(Message.Reason.values()), "no");
            case BUSY -> new Message.Busy(some(8, this::address));
            case LOOSE -> new Message.Loose();
            case LEAVING -> new Message.Leaving();
            case KEEP_ALIVE -> new Message.KeepAlive();
            case TETHER_CHECK -> new Message.TetherCheck(random.nextLong());
            case TETHER_PROOF -> new Message.TetherProof(random.nextLong());
            case PROVE -> new Message.Prove(random.nextLong() >>> 8, random.nextLong() >>> 8);
            case KEYRING -> new Message.KnownKeys(List.of(new KeyEntry(random.nextLong(), number(32), true)));
            case WANTED -> new Message.WantedKeys(octets(Message.PUBLIC_KEY), List.of(random.nextLong()));
            case GIVEN ->
                new Message.GivenKeys(
                        octets(Message.PUBLIC_KEY),
                        List.of(new Message.KeyBox(random.nextLong(), octets(Message.KeyBox.LENGTH))));
        };
    }

    private Octets octets(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new Octets(bytes);
    }

    // ---- questions and answers

    private int check() {
        MemberRecord named = record();
        return IdentityHash.generation(named.name(), named.generation());
    }

    private Message gone() {
        MemberRecord named = record();
        return new Message.Gone(u16(), IdentityHash.name(named.name()), named.generation());
    }

    private Message examine() {
        MemberRecord named = record();
        return new Message.Examine(u16(), named.name(), named.generation());
    }

    private Message.Wanted wanted() {
        MemberRecord named = record();
        return new Message.Wanted(named.name(), named.generation(), random.nextBoolean() ? 0 : number(63));
    }

    private Message.Digest digest() {
        MemberRecord named = record();
        Status status = any(Status.values());
        long age = status.live() ? 0 : number(63);
        return new Message.Digest(
                named.name(), named.generation(), named.incarnation(), status, age, named.stateVersion());
    }

    // ---- facts

    /** The record of a member with one thing changed, or of a name that nobody has. */
    private MemberRecord record() {
        if (random.nextInt(3) == 0) {
            return new MemberRecord(
                    "fake-" + random.nextInt(Attack.FAKE_NAMES),
                    generation(target.victim().generation()),
                    number(63),
                    Status.ALIVE,
                    List.of(address()),
                    "",
                    1,
                    1,
                    (int) number(31),
                    number(63));
        }
        MemberRecord real = random.nextBoolean() ? target.victim() : any(target.members());
        boolean moved = random.nextInt(4) == 0;
        return new MemberRecord(
                real.name(),
                generation(real.generation()),
                random.nextBoolean() ? real.incarnation() + random.nextInt(3) : number(63),
                Status.ALIVE,
                moved ? List.of(address()) : real.addresses(),
                real.zone(),
                1,
                1,
                real.periodMillis(),
                random.nextBoolean() ? real.stateVersion() : number(63));
    }

    private Message verdict() {
        MemberRecord named = record();
        Status status = any(new Status[] {Status.SUSPECT, Status.DEAD, Status.LEFT});
        return new Message.Verdict(
                named.name(),
                named.generation(),
                named.incarnation(),
                status,
                any(Evidence.values()),
                some(Message.Verdict.MAX_ACCUSERS, () -> any(target.members()).name()),
                random.nextBoolean() ? 0 : number(63));
    }

    private Message stateVersion() {
        MemberRecord named = record();
        long content = random.nextBoolean() ? 0 : random.nextLong();
        return new Message.StateVersion(named.name(), named.generation(), number(63), content);
    }

    private Message stateRequest() {
        MemberRecord named = record();
        return new Message.StateRequest(named.name(), named.generation(), number(63));
    }

    private Message delta() {
        MemberRecord named = record();
        long from = random.nextBoolean() ? 0 : number(62);
        long to = random.nextBoolean() ? from + 1 : Math.max(from, number(63));
        ServiceInstance forged = ServiceInstance.named("forged").port(1).build();
        List<StateEntry> entries = random.nextBoolean()
                ? List.of(new StateEntry(StateKeys.service(forged), to, ServiceCodec.encode(forged)))
                : List.of(new StateEntry("x/" + random.nextInt(1_000), to, new byte[random.nextInt(200)]));
        return new Message.StateDelta(named.name(), named.generation(), from, to, random.nextBoolean(), entries);
    }

    // ---- values

    private Address address() {
        return switch (random.nextInt(4)) {
            case 0 -> own;
            case 1 -> target.victim().addresses().get(0);
            case 2 -> any(target.members()).addresses().get(0);
            default -> Address.ipv4(target.nobody() | random.nextInt(1 << 16), 1 + random.nextInt(0xffff));
        };
    }

    /** That of the member, or one near it, or far ahead, or at an end of the range. */
    private long generation(long real) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> real;
            case 3 -> real + 1;
            case 4 -> real + DAY_OF_GENERATIONS / 2;
            case 5 -> real + 2 * DAY_OF_GENERATIONS;
            case 6 -> -1 - random.nextInt(3);
            default -> random.nextLong();
        };
    }

    /** 0 to 2^bits - 1: an end of the range, or as often of few bits as of many. */
    private long number(int bits) {
        long most = -1L >>> (64 - bits);
        return switch (random.nextInt(4)) {
            case 0 -> most - random.nextInt(3);
            case 1 -> random.nextInt(3);
            default -> (random.nextLong() & most) >>> random.nextInt(bits);
        };
    }

    private int u16() {
        return random.nextInt(0x1_0000);
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> List<T> some(int max, Supplier<T> source) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(max + 1); i > 0; i--) {
            list.add(source.get());
        }
        return list;
    }
}
