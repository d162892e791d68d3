package dev.grapevine.core.wire;

import dev.grapevine.core.view.Hashes;
import dev.grapevine.model.StateLimits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages about the state that members own. */
final class StateCodec {

    static final int MAX_KEY = StateLimits.KEY;

    private static final int REPLACE = 1;
    private static final int MORE = 2;
    /** Bytes of a key of one character, version, no value. */
    private static final int LEAST_ENTRY = 2 + 1 + 1;

    private StateCodec() {}

    // ---- STATE_DELTA

    static int size(Message.StateDelta delta) {
        List<StateEntry> entries = delta.entries();
        int size = Writer.nameSize(delta.name())
                + 8
                + Writer.varintSize(delta.from())
                + Writer.varintSize(delta.to())
                + 1
                + Writer.varintSize(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            size += size(entries.get(i));
        }
        return size;
    }

    static int size(StateEntry entry) {
        byte @Nullable [] value = entry.value();
        int size = Writer.textSize(entry.key()) + Writer.varintSize(entry.version());
        return value == null ? size + 1 : size + Writer.varintSize(value.length + 1L) + value.length;
    }

    static void write(Writer writer, Message.StateDelta delta) {
        writer.name(delta.name());
        writer.u64(delta.generation());
        writer.varint(delta.from());
        writer.varint(delta.to());
        writer.u8((delta.replace() ? REPLACE : 0) | (delta.more() ? MORE : 0));
        List<StateEntry> entries = delta.entries();
        writer.varint(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            write(writer, entries.get(i));
        }
    }

    /** 64-bit FNV-1a over the bytes of an entry, mixed. */
    static long hash(StateEntry entry) {
        Writer writer = new Writer(size(entry));
        write(writer, entry);
        long hash = 0xcbf2_9ce4_8422_2325L;
        for (byte each : writer.copy()) {
            hash = (hash ^ each & 0xff) * 0x0000_0100_0000_01b3L;
        }
        return Hashes.mix(hash);
    }

    private static void write(Writer writer, StateEntry entry) {
        int keyBytes = Writer.utf8Length(entry.key());
        if (keyBytes < 1 || keyBytes > MAX_KEY) {
            throw new IllegalArgumentException("a key has 1 to " + MAX_KEY + " bytes, not " + keyBytes);
        }
        writer.text(entry.key());
        writer.varint(entry.version());
        byte @Nullable [] value = entry.value();
        if (value == null) {
            writer.varint(0);
        } else {
            writer.varint(value.length + 1L);
            writer.raw(value);
        }
    }

    static Message readStateDelta(Reader reader) throws WireFault {
        String name = reader.name();
        long generation = reader.u64();
        long from = reader.varint();
        long to = reader.varint();
        int flags = Codec.flags(reader, REPLACE | MORE);
        int count = reader.count(LEAST_ENTRY);
        List<StateEntry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(readEntry(reader));
        }
        return new Message.StateDelta(name, generation, from, to, (flags & REPLACE) != 0, entries, (flags & MORE) != 0);
    }

    private static StateEntry readEntry(Reader reader) throws WireFault {
        String key = reader.text(MAX_KEY);
        if (key.isEmpty()) {
            throw WireFault.malformed("empty key");
        }
        long version = reader.varint();
        long valueLength = reader.varint() - 1;
        if (valueLength > reader.remaining()) {
            throw WireFault.malformed("length beyond the end");
        }
        return new StateEntry(key, version, valueLength < 0 ? null : reader.block((int) valueLength));
    }

    // ---- STATE_VERSION

    static int size(Message.StateVersion state) {
        return Writer.nameSize(state.name()) + 8 + Writer.varintSize(state.version()) + (state.content() == 0 ? 0 : 8);
    }

    static void write(Writer writer, Message.StateVersion state) {
        writer.name(state.name());
        writer.u64(state.generation());
        writer.varint(state.version());
        if (state.content() != 0) {
            writer.u64(state.content());
        }
    }

    static Message readStateVersion(Reader reader) throws WireFault {
        String name = reader.name();
        long generation = reader.u64();
        long version = reader.varint();
        return new Message.StateVersion(name, generation, version, reader.remaining() == 0 ? 0 : reader.u64());
    }

    // ---- STATE_REQUEST

    static int size(Message.StateRequest request) {
        return Writer.nameSize(request.name()) + 8 + Writer.varintSize(request.held());
    }

    static void write(Writer writer, Message.StateRequest request) {
        writer.name(request.name());
        writer.u64(request.generation());
        writer.varint(request.held());
    }

    static Message readStateRequest(Reader reader) throws WireFault {
        return new Message.StateRequest(reader.name(), reader.u64(), reader.varint());
    }
}
