package dev.grapevine.core.wire;

import java.util.ArrayList;
import java.util.List;

/** The messages by which members tell one another of their keys, and give them. */
final class KeyCodec {

    private static final int ID = 8;

    private KeyCodec() {}

    // ---- KEYRING

    static int size(Message.KnownKeys known) {
        return 1 + known.entries().size() * KeyEntry.LENGTH;
    }

    static void write(Writer writer, Message.KnownKeys known) {
        writer.u8(counted(known.entries().size(), Message.KnownKeys.MAX_ENTRIES));
        for (KeyEntry entry : known.entries()) {
            writer.u64(entry.id());
            writer.u32((int) entry.turn());
            writer.u8(entry.removed() ? 1 : 0);
        }
    }

    static Message readKnown(Reader reader) throws WireFault {
        int count = count(reader, Message.KnownKeys.MAX_ENTRIES);
        List<KeyEntry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            KeyEntry entry = new KeyEntry(reader.u64(), Integer.toUnsignedLong(reader.u32()), removed(reader.u8()));
            if (i > 0 && Long.compareUnsigned(entry.id(), entries.get(i - 1).id()) <= 0) {
                throw WireFault.malformed("key ids that do not ascend");
            }
            entries.add(entry);
        }
        return new Message.KnownKeys(entries);
    }

    private static boolean removed(int code) throws WireFault {
        return switch (code) {
            case 0 -> false;
            case 1 -> true;
            default -> throw WireFault.unknown("removal of a key");
        };
    }

    // ---- WANTED

    static int size(Message.WantedKeys wanted) {
        return Message.PUBLIC_KEY + 1 + wanted.ids().size() * ID;
    }

    static void write(Writer writer, Message.WantedKeys wanted) {
        fixed(writer, wanted.publicKey(), Message.PUBLIC_KEY);
        writer.u8(counted(wanted.ids().size(), Message.MAX_KEYS));
        wanted.ids().forEach(writer::u64);
    }

    static Message readWanted(Reader reader) throws WireFault {
        Octets publicKey = new Octets(reader.block(Message.PUBLIC_KEY));
        int count = count(reader, Message.MAX_KEYS);
        List<Long> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(reader.u64());
        }
        return new Message.WantedKeys(publicKey, ids);
    }

    // ---- GIVEN

    static int size(Message.GivenKeys given) {
        return Message.PUBLIC_KEY + 1 + given.boxes().size() * (ID + Message.KeyBox.LENGTH);
    }

    static void write(Writer writer, Message.GivenKeys given) {
        fixed(writer, given.publicKey(), Message.PUBLIC_KEY);
        writer.u8(counted(given.boxes().size(), Message.MAX_KEYS));
        for (Message.KeyBox box : given.boxes()) {
            writer.u64(box.id());
            fixed(writer, box.box(), Message.KeyBox.LENGTH);
        }
    }

    static Message readGiven(Reader reader) throws WireFault {
        Octets publicKey = new Octets(reader.block(Message.PUBLIC_KEY));
        int count = count(reader, Message.MAX_KEYS);
        List<Message.KeyBox> boxes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boxes.add(new Message.KeyBox(reader.u64(), new Octets(reader.block(Message.KeyBox.LENGTH))));
        }
        return new Message.GivenKeys(publicKey, boxes);
    }

    private static void fixed(Writer writer, Octets octets, int length) {
        if (octets.bytes().length != length) {
            throw new IllegalArgumentException("must have " + length + " bytes, not " + octets.bytes().length);
        }
        writer.raw(octets.bytes());
    }

    private static int counted(int count, int most) {
        if (count > most) {
            throw new IllegalArgumentException("at most " + most + " keys, not " + count);
        }
        return count;
    }

    private static int count(Reader reader, int most) throws WireFault {
        int count = reader.u8();
        if (count > most) {
            throw WireFault.malformed("more than " + most + " keys");
        }
        return count;
    }
}
