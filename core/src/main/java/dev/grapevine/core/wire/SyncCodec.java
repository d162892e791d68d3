package dev.grapevine.core.wire;

import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;

/** The messages of sync. Their lists are long, so a digest holds only a member's name and about 13 bytes. */
final class SyncCodec {

    static final int BUCKETS = 256;
    static final int BUCKETS_SIZE = 2 + 4 * BUCKETS;

    private static final int STATUS = 0b0011;
    private static final int AGE = 0b0100;
    /** Bytes of a name of one character, generation, incarnation, flags, version. */
    private static final int LEAST_DIGEST = 2 + 8 + 1 + 1 + 1;
    /** Bytes of a name of one character, generation, version. */
    private static final int LEAST_WANTED = 2 + 8 + 1;

    private SyncCodec() {}

    // ---- SYNC_BUCKETS

    static void write(Writer writer, Message.SyncBuckets buckets) {
        int[] hashes = buckets.hashes();
        if (hashes.length != BUCKETS) {
            throw new IllegalArgumentException("there are " + BUCKETS + " buckets, not " + hashes.length);
        }
        writer.u16(buckets.number());
        for (int hash : hashes) {
            writer.u32(hash);
        }
    }

    static Message readBuckets(Reader reader) throws WireFault {
        int number = reader.u16();
        if (reader.remaining() < 4 * BUCKETS) {
            throw WireFault.malformed("truncated");
        }
        int[] hashes = new int[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            hashes[i] = reader.u32();
        }
        return new Message.SyncBuckets(number, hashes);
    }

    // ---- SYNC_DIGESTS

    static int size(Message.SyncDigests message) {
        List<Message.Digest> digests = message.digests();
        int buckets = message.buckets().length;
        int size = 2 + Writer.varintSize(buckets) + buckets + Writer.varintSize(digests.size());
        for (int i = 0; i < digests.size(); i++) {
            size += size(digests.get(i));
        }
        int forgotten = forgotten(digests);
        if (forgotten > 0) {
            size += Writer.varintSize(forgotten);
            for (int i = 0; i < digests.size(); i++) {
                size += digests.get(i).forgotten() ? Writer.varintSize(i) : 0;
            }
        }
        return size;
    }

    private static int forgotten(List<Message.Digest> digests) {
        int count = 0;
        for (int i = 0; i < digests.size(); i++) {
            count += digests.get(i).forgotten() ? 1 : 0;
        }
        return count;
    }

    static int size(Message.Digest digest) {
        int size = Writer.nameSize(digest.name())
                + 8
                + Writer.varintSize(digest.incarnation())
                + 1
                + Writer.varintSize(digest.heldVersion());
        return digest.ageMillis() == 0 ? size : size + Writer.varintSize(digest.ageMillis());
    }

    static void write(Writer writer, Message.SyncDigests message) {
        writer.u16(message.number());
        int[] buckets = message.buckets();
        writer.varint(buckets.length);
        int last = -1;
        for (int bucket : buckets) {
            if (bucket <= last || bucket >= BUCKETS) {
                throw new IllegalArgumentException(
                        "buckets ascend from 0 to " + (BUCKETS - 1) + ": " + bucket + " after " + last);
            }
            writer.u8(bucket);
            last = bucket;
        }
        List<Message.Digest> digests = message.digests();
        writer.varint(digests.size());
        for (int i = 0; i < digests.size(); i++) {
            write(writer, digests.get(i));
        }
        int forgotten = forgotten(digests);
        if (forgotten > 0) {
            writer.varint(forgotten);
            for (int i = 0; i < digests.size(); i++) {
                if (digests.get(i).forgotten()) {
                    writer.varint(i);
                }
            }
        }
    }

    private static void write(Writer writer, Message.Digest digest) {
        writer.name(digest.name());
        writer.u64(digest.generation());
        writer.varint(digest.incarnation());
        writer.u8(Codes.of(digest.status()) | (digest.ageMillis() == 0 ? 0 : AGE));
        if (digest.ageMillis() != 0) {
            writer.varint(digest.ageMillis());
        }
        writer.varint(digest.heldVersion());
    }

    static Message readDigests(Reader reader) throws WireFault {
        int number = reader.u16();
        int[] buckets = new int[reader.count(1)];
        int last = -1;
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = reader.u8();
            if (buckets[i] <= last) {
                throw WireFault.malformed("buckets do not ascend");
            }
            last = buckets[i];
        }
        int count = reader.count(LEAST_DIGEST);
        List<Message.Digest> digests = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            digests.add(readDigest(reader));
        }
        if (reader.remaining() > 0) {
            readForgotten(reader, digests);
        }
        return new Message.SyncDigests(number, buckets, digests);
    }

    /** The places of the forgotten ones, ascending: a digest itself cannot grow. */
    private static void readForgotten(Reader reader, List<Message.Digest> digests) throws WireFault {
        int count = reader.count(1);
        long last = -1;
        for (int i = 0; i < count; i++) {
            long place = reader.varint();
            if (place <= last || place >= digests.size()) {
                throw WireFault.malformed("places of forgotten members do not ascend within the digests");
            }
            last = place;
            digests.set((int) place, digests.get((int) place).asForgotten());
        }
    }

    private static Message.Digest readDigest(Reader reader) throws WireFault {
        String name = reader.name();
        long generation = reader.u64();
        long incarnation = reader.varint();
        int flags = Codec.flags(reader, STATUS | AGE);
        Status status = Codes.status(flags & STATUS);
        long age = (flags & AGE) != 0 ? reader.varint() : 0;
        return new Message.Digest(name, generation, incarnation, status, age, reader.varint());
    }

    // ---- SYNC_REQUEST

    static int size(Message.SyncRequest request) {
        List<Message.Wanted> wanted = request.wanted();
        int size = 2 + Writer.varintSize(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            size += size(wanted.get(i));
        }
        return size;
    }

    static int size(Message.Wanted wanted) {
        return Writer.nameSize(wanted.name()) + 8 + Writer.varintSize(wanted.heldVersion());
    }

    static void write(Writer writer, Message.SyncRequest request) {
        writer.u16(request.number());
        List<Message.Wanted> wanted = request.wanted();
        writer.varint(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            writer.name(wanted.get(i).name());
            writer.u64(wanted.get(i).generation());
            writer.varint(wanted.get(i).heldVersion());
        }
    }

    static Message readRequest(Reader reader) throws WireFault {
        int number = reader.u16();
        int count = reader.count(LEAST_WANTED);
        List<Message.Wanted> wanted = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            wanted.add(new Message.Wanted(reader.name(), reader.u64(), reader.varint()));
        }
        return new Message.SyncRequest(number, wanted);
    }

    static void write(Writer writer, Message.Padding padding) {
        for (int i = 0; i < padding.bytes(); i++) {
            writer.u8(0);
        }
    }
}
