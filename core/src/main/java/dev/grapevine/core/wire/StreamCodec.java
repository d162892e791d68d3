package dev.grapevine.core.wire;

import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.List;

/** The messages that open a stream, refuse it, or send its opener elsewhere. */
final class StreamCodec {

    static final int MAX_CLUSTER = 255;
    static final int MAX_DETAIL = 255;

    /** Bytes of family, IPv4 address and port. */
    private static final int LEAST_ADDRESS = 1 + 4 + 2;

    private StreamCodec() {}

    // ---- HELLO

    static int size(Message.Hello hello) {
        return Writer.varintSize(hello.protocolMin())
                + Writer.varintSize(hello.protocolMax())
                + Writer.textSize(hello.cluster())
                + Writer.nameSize(hello.name())
                + 8
                + 1
                + (tellsClock(hello) ? Writer.varintSize(hello.clockMillis()) : 0)
                + (tellsWall(hello) ? Writer.varintSize(hello.wallMillis()) : 0)
                + Introduction.size(hello.introduction());
    }

    static void write(Writer writer, Message.Hello hello) {
        int cluster = Writer.utf8Length(hello.cluster());
        if (cluster > MAX_CLUSTER) {
            throw new IllegalArgumentException("a cluster name has at most " + MAX_CLUSTER + " bytes, not " + cluster);
        }
        writer.varint(hello.protocolMin());
        writer.varint(hello.protocolMax());
        writer.text(hello.cluster());
        writer.name(hello.name());
        writer.u64(hello.generation());
        writer.u8(Codes.of(hello.purpose()));
        if (tellsClock(hello)) {
            writer.varint(hello.clockMillis());
        }
        if (tellsWall(hello)) {
            writer.varint(hello.wallMillis());
        }
        Introduction introduction = hello.introduction();
        if (introduction != null) {
            writer.introduction(introduction);
        }
    }

    /** Fields at the end are left out where they and all after them say nothing. */
    private static boolean tellsClock(Message.Hello hello) {
        return hello.clockMillis() != 0 || tellsWall(hello);
    }

    private static boolean tellsWall(Message.Hello hello) {
        return hello.wallMillis() != 0 || hello.introduction() != null;
    }

    static Message readHello(Reader reader) throws WireFault {
        return new Message.Hello(
                reader.varint31(),
                reader.varint31(),
                reader.text(MAX_CLUSTER),
                reader.name(),
                reader.u64(),
                Codes.purpose(reader.u8()),
                reader.remaining() == 0 ? 0 : reader.varint(),
                reader.remaining() == 0 ? 0 : reader.varint(),
                reader.introduction());
    }

    // ---- REFUSED: the detail is for people, so it is cut rather than refused

    static int size(Message.Refused refused) {
        return 1 + Writer.textSize(cut(refused.detail()));
    }

    static void write(Writer writer, Message.Refused refused) {
        writer.u8(Codes.of(refused.reason()));
        writer.text(cut(refused.detail()));
    }

    static Message readRefused(Reader reader) throws WireFault {
        return new Message.Refused(Codes.reason(reader.u8()), reader.text(MAX_DETAIL));
    }

    private static String cut(String detail) {
        if (Writer.utf8Length(detail) <= MAX_DETAIL) {
            return detail;
        }
        int end = Math.min(detail.length(), MAX_DETAIL);
        while (Writer.utf8Length(detail.substring(0, end)) > MAX_DETAIL) {
            end--;
        }
        return Character.isHighSurrogate(detail.charAt(end - 1))
                ? detail.substring(0, end - 1)
                : detail.substring(0, end);
    }

    // ---- BUSY

    static int size(Message.Busy busy) {
        List<Address> others = busy.others();
        int size = Writer.varintSize(others.size());
        for (int i = 0; i < others.size(); i++) {
            size += ProbeCodec.addressSize(others.get(i));
        }
        return size;
    }

    static void write(Writer writer, Message.Busy busy) {
        List<Address> others = busy.others();
        writer.varint(others.size());
        for (int i = 0; i < others.size(); i++) {
            ProbeCodec.writeAddress(writer, others.get(i));
        }
    }

    static Message readBusy(Reader reader) throws WireFault {
        int count = reader.count(LEAST_ADDRESS);
        List<Address> others = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            others.add(ProbeCodec.readAddress(reader));
        }
        return new Message.Busy(others);
    }
}
