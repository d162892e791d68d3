package dev.grapevine.core.wire;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.MessageKind;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are valid and otherwise as odd as the bounds allow: every kind, edges preferred. Always the same for the same
 * seed.
 */
public final class RandomMessages {

    private static final String NAME_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    private static final String TEXT_ALPHABET = "ab z/:=,\u0000\u007f\u0080\u00fc\u07ff\u0800\u20ac\uffff";

    private final SplittableRandom random;

    public RandomMessages(long seed) {
        random = new SplittableRandom(seed);
    }

    public List<Message> list(int max) {
        return some(max, this::next);
    }

    public Message next() {
        return next(MessageKind.values()[random.nextInt(MessageKind.values().length)]);
    }

    public Message next(MessageKind kind) {
        return switch (kind) {
            case PING -> new Message.Ping(u16(), random.nextInt(), random.nextLong());
            case ACK ->
                random.nextBoolean()
                        ? new Message.Ack(u16(), true, 0)
                        : new Message.Ack(u16(), false, random.nextLong());
            case GONE -> new Message.Gone(u16(), random.nextInt(), random.nextLong());
            case PING_REQUEST ->
                new Message.PingRequest(u16(), random.nextInt(), address(), (int) number(31), random.nextInt());
            case RELAYED_ACK -> new Message.RelayedAck(u16());
            case NACK -> new Message.Nack(u16());
            case EXAMINE -> new Message.Examine(u16(), name(), random.nextLong(), random.nextInt());
            case EXAMINED -> new Message.Examined(u16(), Message.Finding.values()[random.nextInt(4)]);
            case IDENTIFY -> new Message.Identify(random.nextLong(), name(), random.nextLong(), claim());
            case IDENTIFIED -> new Message.Identified(random.nextLong(), claim(), random.nextLong(), met());
            case ALIVE -> new Message.Alive(alive(), introduction());
            case VERDICT -> verdict();
            case STATE_DELTA -> stateDelta();
            case STATE_VERSION ->
                new Message.StateVersion(
                        name(), random.nextLong(), number(), random.nextBoolean() ? 0 : random.nextLong());
            case STATE_REQUEST -> new Message.StateRequest(name(), random.nextLong(), number());
            case SYNC_BUCKETS ->
                new Message.SyncBuckets(u16(), random.ints(SyncCodec.BUCKETS).toArray());
            case SYNC_DIGESTS -> new Message.SyncDigests(u16(), buckets(), some(40, this::digest));
            case SYNC_TOO_LARGE -> new Message.SyncTooLarge(u16());
            case SYNC_REQUEST ->
                new Message.SyncRequest(u16(), some(40, () -> new Message.Wanted(name(), random.nextLong(), number())));
            case SYNC_DONE -> new Message.SyncDone(u16());
            case PADDING -> new Message.Padding(u16() % 1_000);
            case DISCOVER -> new Message.Discover(alive(), random.nextBoolean());
            case HELLO ->
                new Message.Hello(
                        (int) number(31),
                        (int) number(31),
                        text(255),
                        name(),
                        random.nextLong(),
                        any(Message.Purpose.values()),
                        random.nextBoolean() ? 0 : number(),
                        random.nextBoolean() ? 0 : number(),
                        introduction());
            case REFUSED -> new Message.Refused(any(Message.Reason.values()), text(255));
            case BUSY -> new Message.Busy(some(8, this::address));
            case LOOSE -> new Message.Loose();
            case LEAVING -> new Message.Leaving();
            case KEEP_ALIVE -> new Message.KeepAlive();
            case TETHER_CHECK -> new Message.TetherCheck(random.nextLong());
            case TETHER_PROOF -> new Message.TetherProof(random.nextLong());
            case PROVE -> new Message.Prove(random.nextLong() >>> 8, random.nextLong() >>> 8);
            case KEYRING -> new Message.KnownKeys(keyEntries());
            case WANTED -> new Message.WantedKeys(octets(Message.PUBLIC_KEY), some(Message.MAX_KEYS, random::nextLong));
            case GIVEN ->
                new Message.GivenKeys(
                        octets(Message.PUBLIC_KEY),
                        some(
                                Message.MAX_KEYS,
                                () -> new Message.KeyBox(random.nextLong(), octets(Message.KeyBox.LENGTH))));
        };
    }

    private List<KeyEntry> keyEntries() {
        return random.longs(random.nextInt(Message.KnownKeys.MAX_ENTRIES + 1))
                .boxed()
                .sorted(Long::compareUnsigned)
                .distinct()
                .map(id -> new KeyEntry(id, random.nextInt() & KeyEntry.MAX_TURN, random.nextBoolean()))
                .toList();
    }

    private Octets octets(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new Octets(bytes);
    }

    private @Nullable Introduction introduction() {
        return random.nextBoolean()
                ? null
                : new Introduction(new Salt((byte) (1 + random.nextInt(255)), random.nextLong()), random.nextInt());
    }

    /** A record of any status. */
    public MemberRecord record() {
        int protocolMin = random.nextInt(4) == 0 ? (int) number(31) : 1;
        int protocolMax = protocolMin == 1 ? 1 : (int) Math.min(Integer.MAX_VALUE, protocolMin + number(31));
        return new MemberRecord(
                name(),
                random.nextLong(),
                number(),
                any(Status.values()),
                some(MemberRecord.MAX_ADDRESSES, this::address),
                random.nextBoolean() ? "" : text(MemberRecord.MAX_ZONE),
                protocolMin,
                protocolMax,
                (int) number(31),
                number());
    }

    public MemberRecord alive() {
        return record().withStatus(Status.ALIVE);
    }

    /** 1 to 64 characters, short ones preferred. */
    public String name() {
        int length = 1 + (random.nextInt(8) == 0 ? random.nextInt(MemberRecord.MAX_NAME) : random.nextInt(8));
        StringBuilder name = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            name.append(NAME_ALPHABET.charAt(random.nextInt(NAME_ALPHABET.length())));
        }
        return MemberRecord.isName(name.toString()) ? name.toString() : "dots";
    }

    private Message.Claim claim() {
        return Message.Claim.values()[random.nextInt(5)];
    }

    private List<Message.Met> met() {
        return Stream.generate(() -> new Message.Met(random.nextLong(), address(), random.nextLong() >>> 1))
                .limit(random.nextInt(3))
                .toList();
    }

    public Address address() {
        int port = random.nextInt(0x1_0000);
        return random.nextBoolean()
                ? Address.ipv4(random.nextInt(), port)
                : new Address(random.nextLong(), random.nextLong(), port);
    }

    public StateEntry entry() {
        String key = text(255);
        byte[] value = null;
        if (random.nextInt(4) != 0) {
            value = new byte[random.nextInt(8) == 0 ? random.nextInt(4_096) : random.nextInt(40)];
            random.nextBytes(value);
        }
        return value == null
                ? new StateEntry(key.isEmpty() ? "k" : key, number(), null)
                : new StateEntry(key.isEmpty() ? "k" : key, number(), value);
    }

    /** Text of at most so many bytes of UTF-8, possibly empty, with characters of one to four bytes. */
    public String text(int maxBytes) {
        int length = random.nextInt(8) == 0 ? random.nextInt(maxBytes + 1) : random.nextInt(Math.min(maxBytes, 12) + 1);
        StringBuilder text = new StringBuilder();
        while (true) {
            String more = random.nextInt(30) == 0
                    ? new String(Character.toChars(0x1f347))
                    : String.valueOf(
                            TEXT_ALPHABET.charAt(random.nextInt(random.nextBoolean() ? 8 : TEXT_ALPHABET.length())));
            if (Writer.utf8Length(text + more) > length) {
                return text.toString();
            }
            text.append(more);
        }
    }

    /** 0 to 2^63 - 1, as often of few bits as of many. */
    public long number() {
        return number(63);
    }

    private long number(int bits) {
        int shift = 64 - random.nextInt(bits + 1);
        return shift == 64 ? 0 : random.nextLong() >>> shift;
    }

    private int u16() {
        return random.nextInt(0x1_0000);
    }

    private Message verdict() {
        Status status = any(Status.values());
        return new Message.Verdict(
                name(),
                random.nextLong(),
                number(),
                status == Status.ALIVE ? Status.SUSPECT : status,
                any(Evidence.values()),
                some(Message.Verdict.MAX_ACCUSERS, this::name),
                number(),
                !status.live() && random.nextBoolean());
    }

    private Message stateDelta() {
        return new Message.StateDelta(
                name(),
                random.nextLong(),
                number(),
                number(),
                random.nextBoolean(),
                some(20, this::entry),
                random.nextBoolean());
    }

    private Message.Digest digest() {
        return new Message.Digest(
                name(),
                random.nextLong(),
                number(),
                any(Status.values()),
                random.nextBoolean() ? 0 : number(),
                number(),
                random.nextInt(4) == 0);
    }

    private int[] buckets() {
        int keepOneIn = 1 + random.nextInt(300);
        return IntStream.range(0, SyncCodec.BUCKETS)
                .filter(bucket -> random.nextInt(keepOneIn) == 0)
                .toArray();
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    /** 0 to max of them, the ends as likely as the rest. */
    private <T> List<T> some(int max, Supplier<T> source) {
        int count = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> max;
            default -> random.nextInt(max + 1);
        };
        List<T> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(source.get());
        }
        return list;
    }
}
