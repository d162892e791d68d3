package dev.grapevine.core.wire;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.MessageKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes messages: {@code kind (1), length (varint), fields}, one after the other.
 * {@code docs/wire-protocol.md} documents the fields of each kind, and how the layout can grow.
 *
 * <p>Encoding trusts its caller, and throws {@link IllegalArgumentException} for a value that cannot be encoded.
 * Decoding trusts nobody: it never throws because of what the bytes hold, reads no byte outside its range, and
 * allocates no more than a small multiple of the range. All methods are thread-safe.
 */
public final class Codec {

    /**
     * The version of this layout. Members tell each other the versions that they speak in records and in
     * {@link Message.Hello}.
     */
    public static final int PROTOCOL = 1;

    /** The most bytes that a record may take. */
    public static final int MAX_RECORD = RecordCodec.MAX_RECORD;

    private Codec() {}

    // ---- sizes

    /** The bytes that {@link #encode} makes of a message, its kind and length included. */
    public static int size(Message message) {
        int fields = fieldsSize(message);
        return 1 + Writer.varintSize(fields) + fields;
    }

    /** The bytes that {@link #encode} makes of these messages. */
    public static int size(List<Message> messages) {
        int size = 0;
        for (int i = 0; i < messages.size(); i++) {
            size += size(messages.get(i));
        }
        return size;
    }

    /** The bytes that a record takes within a message, at most {@link #MAX_RECORD}. */
    public static int size(MemberRecord record) {
        return RecordCodec.size(record);
    }

    /** What an entry of owned state adds to the hash of its state. */
    public static long hash(StateEntry entry) {
        return StateCodec.hash(entry);
    }

    /** The bytes that an entry of owned state takes within a message. */
    public static int size(StateEntry entry) {
        return StateCodec.size(entry);
    }

    private static int fieldsSize(Message message) {
        return switch (message.kind()) {
            case PING -> ProbeCodec.PING_SIZE;
            case ACK -> ProbeCodec.size((Message.Ack) message);
            case GONE -> ProbeCodec.GONE_SIZE;
            case PING_REQUEST -> ProbeCodec.size((Message.PingRequest) message);
            case RELAYED_ACK, NACK, SYNC_TOO_LARGE, SYNC_DONE -> 2;
            case EXAMINE -> ProbeCodec.size((Message.Examine) message);
            case EXAMINED -> ProbeCodec.EXAMINED_SIZE;
            case IDENTIFY -> IdentityCodec.size((Message.Identify) message);
            case IDENTIFIED -> IdentityCodec.size((Message.Identified) message);
            case TETHER_CHECK, TETHER_PROOF -> 8;
            case ALIVE -> RecordCodec.size((Message.Alive) message);
            case VERDICT -> RecordCodec.size((Message.Verdict) message);
            case STATE_DELTA -> StateCodec.size((Message.StateDelta) message);
            case STATE_VERSION -> StateCodec.size((Message.StateVersion) message);
            case STATE_REQUEST -> StateCodec.size((Message.StateRequest) message);
            case SYNC_BUCKETS -> SyncCodec.BUCKETS_SIZE;
            case SYNC_DIGESTS -> SyncCodec.size((Message.SyncDigests) message);
            case SYNC_REQUEST -> SyncCodec.size((Message.SyncRequest) message);
            case PADDING -> ((Message.Padding) message).bytes();
            case DISCOVER -> RecordCodec.size((Message.Discover) message);
            case PROVE -> 2 * Message.Prove.NUMBER_BYTES;
            case KEYRING -> KeyCodec.size((Message.KnownKeys) message);
            case WANTED -> KeyCodec.size((Message.WantedKeys) message);
            case GIVEN -> KeyCodec.size((Message.GivenKeys) message);
            case HELLO -> StreamCodec.size((Message.Hello) message);
            case REFUSED -> StreamCodec.size((Message.Refused) message);
            case BUSY -> StreamCodec.size((Message.Busy) message);
            case LOOSE, LEAVING, KEEP_ALIVE -> 0;
        };
    }

    // ---- writing

    /**
     * @throws IllegalArgumentException if a message holds a value that cannot be encoded, such as a name with a space
     */
    public static byte[] encode(List<Message> messages) {
        Writer writer = new Writer(size(messages));
        encode(messages, writer);
        return writer.copy();
    }

    static void encode(List<Message> messages, Writer writer) {
        for (int i = 0; i < messages.size(); i++) {
            encode(messages.get(i), writer);
        }
    }

    static void encode(Message message, Writer writer) {
        MessageKind kind = message.kind();
        writer.u8(kind.code());
        writer.varint(fieldsSize(message));
        switch (kind) {
            case PING -> ProbeCodec.write(writer, (Message.Ping) message);
            case ACK -> ProbeCodec.write(writer, (Message.Ack) message);
            case GONE -> ProbeCodec.write(writer, (Message.Gone) message);
            case PING_REQUEST -> ProbeCodec.write(writer, (Message.PingRequest) message);
            case RELAYED_ACK -> writer.u16(((Message.RelayedAck) message).number());
            case NACK -> writer.u16(((Message.Nack) message).number());
            case EXAMINE -> ProbeCodec.write(writer, (Message.Examine) message);
            case EXAMINED -> ProbeCodec.write(writer, (Message.Examined) message);
            case IDENTIFY -> IdentityCodec.write(writer, (Message.Identify) message);
            case IDENTIFIED -> IdentityCodec.write(writer, (Message.Identified) message);
            case TETHER_CHECK -> writer.u64(((Message.TetherCheck) message).nonce());
            case TETHER_PROOF -> writer.u64(((Message.TetherProof) message).nonce());
            case ALIVE -> RecordCodec.write(writer, (Message.Alive) message);
            case VERDICT -> RecordCodec.write(writer, (Message.Verdict) message);
            case STATE_DELTA -> StateCodec.write(writer, (Message.StateDelta) message);
            case STATE_VERSION -> StateCodec.write(writer, (Message.StateVersion) message);
            case STATE_REQUEST -> StateCodec.write(writer, (Message.StateRequest) message);
            case SYNC_BUCKETS -> SyncCodec.write(writer, (Message.SyncBuckets) message);
            case SYNC_DIGESTS -> SyncCodec.write(writer, (Message.SyncDigests) message);
            case SYNC_TOO_LARGE -> writer.u16(((Message.SyncTooLarge) message).number());
            case SYNC_REQUEST -> SyncCodec.write(writer, (Message.SyncRequest) message);
            case SYNC_DONE -> writer.u16(((Message.SyncDone) message).number());
            case PADDING -> SyncCodec.write(writer, (Message.Padding) message);
            case DISCOVER -> RecordCodec.write(writer, (Message.Discover) message);
            case PROVE -> {
                writer.u56(((Message.Prove) message).answer());
                writer.u56(((Message.Prove) message).question());
            }
            case KEYRING -> KeyCodec.write(writer, (Message.KnownKeys) message);
            case WANTED -> KeyCodec.write(writer, (Message.WantedKeys) message);
            case GIVEN -> KeyCodec.write(writer, (Message.GivenKeys) message);
            case HELLO -> StreamCodec.write(writer, (Message.Hello) message);
            case REFUSED -> StreamCodec.write(writer, (Message.Refused) message);
            case BUSY -> StreamCodec.write(writer, (Message.Busy) message);
            case LOOSE, LEAVING, KEEP_ALIVE -> {} // no fields
        }
    }

    // ---- reading

    /**
     * Decodes the messages in a range of bytes. Messages of an unknown kind, or with a code that is unknown here, are
     * stepped over and counted. Anything else that is wrong rejects the whole range.
     *
     * @throws IndexOutOfBoundsException if the range is not within the array
     */
    public static Decoded decode(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        Reader reader = new Reader(bytes, offset, length);
        List<Message> messages = new ArrayList<>(4);
        int skipped = 0;
        int end = reader.limit();
        try {
            while (reader.remaining() > 0) {
                int code = reader.u8();
                int messageEnd = reader.length() + reader.position();
                reader.limit(messageEnd);
                Message message = readOrSkip(MessageKind.byCode(code), reader);
                if (message == null) {
                    skipped++;
                } else {
                    messages.add(message);
                }
                reader.position(messageEnd);
                reader.limit(end);
            }
        } catch (WireFault fault) {
            return new Decoded.Rejected(DropReason.MALFORMED, fault.reason());
        }
        return new Decoded.Batch(Collections.unmodifiableList(messages), skipped);
    }

    private static @Nullable Message readOrSkip(@Nullable MessageKind kind, Reader reader) throws WireFault {
        if (kind == null) {
            return null;
        }
        try {
            return read(kind, reader);
        } catch (WireFault fault) {
            if (fault.isUnknown()) {
                return null;
            }
            throw fault;
        }
    }

    private static Message read(MessageKind kind, Reader reader) throws WireFault {
        return switch (kind) {
            case PING -> ProbeCodec.readPing(reader);
            case ACK -> ProbeCodec.readAck(reader);
            case GONE -> ProbeCodec.readGone(reader);
            case PING_REQUEST -> ProbeCodec.readPingRequest(reader);
            case RELAYED_ACK -> new Message.RelayedAck(reader.u16());
            case NACK -> new Message.Nack(reader.u16());
            case EXAMINE -> ProbeCodec.readExamine(reader);
            case EXAMINED -> ProbeCodec.readExamined(reader);
            case IDENTIFY -> IdentityCodec.readIdentify(reader);
            case IDENTIFIED -> IdentityCodec.readIdentified(reader);
            case TETHER_CHECK -> new Message.TetherCheck(reader.u64());
            case TETHER_PROOF -> new Message.TetherProof(reader.u64());
            case ALIVE -> RecordCodec.readAlive(reader);
            case VERDICT -> RecordCodec.readVerdict(reader);
            case STATE_DELTA -> StateCodec.readStateDelta(reader);
            case STATE_VERSION -> StateCodec.readStateVersion(reader);
            case STATE_REQUEST -> StateCodec.readStateRequest(reader);
            case SYNC_BUCKETS -> SyncCodec.readBuckets(reader);
            case SYNC_DIGESTS -> SyncCodec.readDigests(reader);
            case SYNC_TOO_LARGE -> new Message.SyncTooLarge(reader.u16());
            case SYNC_REQUEST -> SyncCodec.readRequest(reader);
            case SYNC_DONE -> new Message.SyncDone(reader.u16());
            case PADDING -> new Message.Padding(reader.remaining());
            case DISCOVER -> RecordCodec.readDiscover(reader);
            case PROVE -> new Message.Prove(reader.u56(), reader.u56());
            case KEYRING -> KeyCodec.readKnown(reader);
            case WANTED -> KeyCodec.readWanted(reader);
            case GIVEN -> KeyCodec.readGiven(reader);
            case HELLO -> StreamCodec.readHello(reader);
            case REFUSED -> StreamCodec.readRefused(reader);
            case BUSY -> StreamCodec.readBusy(reader);
            case LOOSE -> new Message.Loose();
            case LEAVING -> new Message.Leaving();
            case KEEP_ALIVE -> new Message.KeepAlive();
        };
    }

    /**
     * Reads a byte of flags. A flag that is unknown here may change what the other fields mean, so the message is
     * stepped over.
     */
    static int flags(Reader reader, int known) throws WireFault {
        int flags = reader.u8();
        if ((flags & ~known) != 0) {
            throw WireFault.unknown("flag");
        }
        return flags;
    }
}
