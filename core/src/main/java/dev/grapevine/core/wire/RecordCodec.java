package dev.grapevine.core.wire;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is said of a member: whole records, in {@link Message.Alive} and {@link Message.Discover}, and verdicts. Most
 * records hold one IPv4 address, no zone, and protocol 1; a byte of flags says so, which saves these fields.
 */
final class RecordCodec {

    static final int MAX_RECORD = 300;

    private static final int STATUS = 0b0000_0011;
    private static final int ADDRESSES_SHIFT = 2;
    private static final int ADDRESSES = 0b111;
    private static final int IPV6 = 0b0010_0000;
    private static final int PROTOCOL = 0b0100_0000;
    private static final int ZONE = 0b1000_0000;

    private static final int REPLY = 1;
    private static final int FORGOTTEN = 1;

    private RecordCodec() {}

    // ---- a record

    static int size(MemberRecord record) {
        int size = Writer.nameSize(record.name())
                + 8
                + Writer.varintSize(record.incarnation())
                + 1
                + Writer.varintSize(record.periodMillis())
                + Writer.varintSize(record.stateVersion());
        List<Address> addresses = record.addresses();
        boolean ipv6 = false;
        for (int i = 0; i < addresses.size(); i++) {
            size += Writer.addressSize(addresses.get(i));
            ipv6 |= !addresses.get(i).isIpv4();
        }
        if (ipv6) {
            size += 1;
        }
        if (hasProtocol(record)) {
            size += Writer.varintSize(record.protocolMin()) + Writer.varintSize(record.protocolMax());
        }
        return record.zone().isEmpty() ? size : size + Writer.textSize(record.zone());
    }

    static void write(Writer writer, MemberRecord record) {
        List<Address> addresses = record.addresses();
        check(record);
        int families = families(addresses);
        writer.name(record.name());
        writer.u64(record.generation());
        writer.varint(record.incarnation());
        writer.u8(Codes.of(record.status())
                | addresses.size() << ADDRESSES_SHIFT
                | (families == 0 ? 0 : IPV6)
                | (hasProtocol(record) ? PROTOCOL : 0)
                | (record.zone().isEmpty() ? 0 : ZONE));
        writer.varint(record.periodMillis());
        writer.varint(record.stateVersion());
        if (families != 0) {
            writer.u8(families);
        }
        for (int i = 0; i < addresses.size(); i++) {
            writer.address(addresses.get(i));
        }
        if (hasProtocol(record)) {
            writer.varint(record.protocolMin());
            writer.varint(record.protocolMax());
        }
        if (!record.zone().isEmpty()) {
            writer.text(record.zone());
        }
    }

    /** Reads a record that ends at the reader's limit. Bytes after the fields known here are left alone. */
    static MemberRecord read(Reader reader) throws WireFault {
        if (reader.remaining() > MAX_RECORD + Introduction.LENGTH) {
            throw WireFault.malformed("record of more than " + MAX_RECORD + " bytes");
        }
        String name = reader.name();
        long generation = reader.u64();
        long incarnation = reader.varint();
        int flags = reader.u8();
        Status status = Codes.status(flags & STATUS);
        int period = reader.varint31();
        long stateVersion = reader.varint();
        List<Address> addresses = addresses(reader, flags);
        int protocolMin = 1;
        int protocolMax = 1;
        if ((flags & PROTOCOL) != 0) {
            protocolMin = reader.varint31();
            protocolMax = reader.varint31();
            if (protocolMin > protocolMax) {
                throw WireFault.malformed("protocol range upside down");
            }
        }
        String zone = (flags & ZONE) != 0 ? reader.text(MemberRecord.MAX_ZONE) : "";
        return new MemberRecord(
                name, generation, incarnation, status, addresses, zone, protocolMin, protocolMax, period, stateVersion);
    }

    private static List<Address> addresses(Reader reader, int flags) throws WireFault {
        int count = flags >> ADDRESSES_SHIFT & ADDRESSES;
        if (count > MemberRecord.MAX_ADDRESSES) {
            throw WireFault.malformed("more than " + MemberRecord.MAX_ADDRESSES + " addresses");
        }
        int families = (flags & IPV6) != 0 ? reader.u8() : 0;
        if (count == 0) {
            return List.of();
        }
        if (count == 1) {
            return List.of(reader.address((families & 1) == 0));
        }
        List<Address> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            addresses.add(reader.address((families & 1 << i) == 0));
        }
        return addresses;
    }

    /** One bit for each address, the first in the lowest: set if it is IPv6. */
    private static int families(List<Address> addresses) {
        int families = 0;
        for (int i = 0; i < addresses.size(); i++) {
            if (!addresses.get(i).isIpv4()) {
                families |= 1 << i;
            }
        }
        return families;
    }

    private static boolean hasProtocol(MemberRecord record) {
        return record.protocolMin() != 1 || record.protocolMax() != 1;
    }

    private static void check(MemberRecord record) {
        if (record.addresses().size() > MemberRecord.MAX_ADDRESSES) {
            throw new IllegalArgumentException("a record holds at most " + MemberRecord.MAX_ADDRESSES
                    + " addresses, not " + record.addresses().size());
        }
        if (record.protocolMin() > record.protocolMax()) {
            throw new IllegalArgumentException(
                    "protocol range upside down: " + record.protocolMin() + " to " + record.protocolMax());
        }
        if (Writer.utf8Length(record.zone()) > MemberRecord.MAX_ZONE) {
            throw new IllegalArgumentException("a zone has at most " + MemberRecord.MAX_ZONE + " bytes, not "
                    + record.zone().getBytes(StandardCharsets.UTF_8).length);
        }
    }

    // ---- ALIVE

    static int size(Message.Alive alive) {
        return size(alive.record()) + Introduction.size(alive.introduction());
    }

    static void write(Writer writer, Message.Alive alive) {
        if (alive.record().status() != Status.ALIVE) {
            throw new IllegalArgumentException("an ALIVE message holds an ALIVE record, not one that is "
                    + alive.record().status());
        }
        write(writer, alive.record());
        Introduction introduction = alive.introduction();
        if (introduction != null) {
            writer.introduction(introduction);
        }
    }

    static Message readAlive(Reader reader) throws WireFault {
        MemberRecord record = alive(reader);
        return new Message.Alive(record, reader.introduction());
    }

    private static MemberRecord alive(Reader reader) throws WireFault {
        MemberRecord record = read(reader);
        if (record.status() != Status.ALIVE) {
            throw WireFault.malformed("status not allowed here");
        }
        return record;
    }

    // ---- VERDICT

    static int size(Message.Verdict verdict) {
        int size = Writer.nameSize(verdict.name())
                + 8
                + Writer.varintSize(verdict.incarnation())
                + 2
                + Writer.varintSize(verdict.ageMillis());
        List<String> accusers = verdict.accusers();
        for (int i = 0; i < accusers.size(); i++) {
            size += Writer.nameSize(accusers.get(i));
        }
        return verdict.forgotten() ? size + 1 : size;
    }

    static void write(Writer writer, Message.Verdict verdict) {
        List<String> accusers = verdict.accusers();
        if (verdict.status() == Status.ALIVE) {
            throw new IllegalArgumentException("ALIVE is no verdict");
        }
        if (accusers.size() > Message.Verdict.MAX_ACCUSERS) {
            throw new IllegalArgumentException(
                    "a verdict names at most " + Message.Verdict.MAX_ACCUSERS + " accusers, not " + accusers.size());
        }
        writer.name(verdict.name());
        writer.u64(verdict.generation());
        writer.varint(verdict.incarnation());
        writer.u8(Codes.of(verdict.status()) | accusers.size() << 4);
        writer.u8(Codes.of(verdict.evidence()));
        writer.varint(verdict.ageMillis());
        for (int i = 0; i < accusers.size(); i++) {
            writer.name(accusers.get(i));
        }
        if (verdict.forgotten()) {
            writer.u8(FORGOTTEN);
        }
    }

    static Message readVerdict(Reader reader) throws WireFault {
        String name = reader.name();
        long generation = reader.u64();
        long incarnation = reader.varint();
        int statusAndCount = reader.u8();
        Status status = Codes.status(statusAndCount & 0xf);
        if (status == Status.ALIVE) {
            throw WireFault.malformed("status not allowed here");
        }
        int count = statusAndCount >> 4;
        if (count > Message.Verdict.MAX_ACCUSERS) {
            throw WireFault.malformed("more than " + Message.Verdict.MAX_ACCUSERS + " accusers");
        }
        Evidence evidence = Codes.evidence(reader.u8());
        long age = reader.varint();
        List<String> accusers = names(reader, count);
        boolean forgotten = reader.remaining() > 0 && (reader.u8() & FORGOTTEN) != 0 && !status.live();
        return new Message.Verdict(name, generation, incarnation, status, evidence, accusers, age, forgotten);
    }

    private static List<String> names(Reader reader, int count) throws WireFault {
        if (count == 0) {
            return List.of();
        }
        if (count == 1) {
            return List.of(reader.name());
        }
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(reader.name());
        }
        return names;
    }

    // ---- DISCOVER

    static int size(Message.Discover discover) {
        int record = size(discover.self());
        return 1 + Writer.varintSize(record) + record;
    }

    static void write(Writer writer, Message.Discover discover) {
        writer.u8(discover.reply() ? REPLY : 0);
        writer.varint(size(discover.self()));
        write(writer, new Message.Alive(discover.self()));
    }

    static Message readDiscover(Reader reader) throws WireFault {
        int flags = Codec.flags(reader, REPLY);
        int end = reader.limit();
        int recordEnd = reader.length() + reader.position();
        reader.limit(recordEnd);
        MemberRecord self = alive(reader);
        reader.position(recordEnd);
        reader.limit(end);
        return new Message.Discover(self, (flags & REPLY) != 0);
    }
}
