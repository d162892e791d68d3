package dev.grapevine.core.wire;

import dev.grapevine.model.Address;

/** The messages of probing. They are most of the traffic of a quiet cluster, so every byte counts. */
final class ProbeCodec {

    private static final int IPV4 = 4;
    private static final int IPV6 = 6;

    private ProbeCodec() {}

    // ---- PING

    static final int PING_SIZE = 2 + 4 + 8;

    static void write(Writer writer, Message.Ping ping) {
        writer.u16(ping.number());
        writer.u32(ping.check());
        writer.u64(ping.viewHash());
    }

    static Message readPing(Reader reader) throws WireFault {
        return new Message.Ping(reader.u16(), reader.u32(), reader.u64());
    }

    // ---- ACK: without a hash it says that both hold the same view

    static int size(Message.Ack ack) {
        return ack.sameView() ? 2 : 2 + 8;
    }

    static void write(Writer writer, Message.Ack ack) {
        writer.u16(ack.number());
        if (!ack.sameView()) {
            writer.u64(ack.viewHash());
        }
    }

    static Message readAck(Reader reader) throws WireFault {
        int number = reader.u16();
        return reader.remaining() == 0
                ? new Message.Ack(number, true, 0)
                : new Message.Ack(number, false, reader.u64());
    }

    // ---- GONE

    static final int GONE_SIZE = 2 + 4 + 8;

    static void write(Writer writer, Message.Gone gone) {
        writer.u16(gone.number());
        writer.u32(gone.nameCheck());
        writer.u64(gone.generation());
    }

    static Message readGone(Reader reader) throws WireFault {
        return new Message.Gone(reader.u16(), reader.u32(), reader.u64());
    }

    // ---- PING_REQUEST

    static int size(Message.PingRequest request) {
        return 2
                + 4
                + addressSize(request.target())
                + Writer.varintSize(request.timeoutMillis())
                + askedSize(request.asked());
    }

    static void write(Writer writer, Message.PingRequest request) {
        writer.u16(request.number());
        writer.u32(request.check());
        writeAddress(writer, request.target());
        writer.varint(request.timeoutMillis());
        writeAsked(writer, request.asked());
    }

    static Message readPingRequest(Reader reader) throws WireFault {
        return new Message.PingRequest(
                reader.u16(), reader.u32(), readAddress(reader), reader.varint31(), readAsked(reader));
    }

    // ---- EXAMINE

    static int size(Message.Examine examine) {
        return 2 + Writer.nameSize(examine.name()) + 8 + askedSize(examine.asked());
    }

    static void write(Writer writer, Message.Examine examine) {
        writer.u16(examine.number());
        writer.name(examine.name());
        writer.u64(examine.generation());
        writeAsked(writer, examine.asked());
    }

    static Message readExamine(Reader reader) throws WireFault {
        return new Message.Examine(reader.u16(), reader.name(), reader.u64(), readAsked(reader));
    }

    // ---- EXAMINED

    static final int EXAMINED_SIZE = 2 + 1;

    static void write(Writer writer, Message.Examined examined) {
        writer.u16(examined.number());
        writer.u8(Codes.of(examined.finding()));
    }

    static Message readExamined(Reader reader) throws WireFault {
        return new Message.Examined(reader.u16(), Codes.finding(reader.u8()));
    }

    // ---- who is asked to ping or examine another; nothing if it is not told

    private static int askedSize(int asked) {
        return asked == 0 ? 0 : 4;
    }

    private static void writeAsked(Writer writer, int asked) {
        if (asked != 0) {
            writer.u32(asked);
        }
    }

    private static int readAsked(Reader reader) throws WireFault {
        return reader.remaining() == 0 ? 0 : reader.u32();
    }

    // ---- a single address, after its family

    static int addressSize(Address address) {
        return 1 + Writer.addressSize(address);
    }

    static void writeAddress(Writer writer, Address address) {
        writer.u8(address.isIpv4() ? IPV4 : IPV6);
        writer.address(address);
    }

    static Address readAddress(Reader reader) throws WireFault {
        int family = reader.u8();
        if (family != IPV4 && family != IPV6) {
            throw WireFault.unknown("address family");
        }
        return reader.address(family == IPV4);
    }
}
