package dev.grapevine.core.wire;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the primitives of the layout from a range of bytes: never beyond its limit, and without allocating more than is
 * left of it.
 */
final class Reader {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** The JDK replaces bytes that are not UTF-8 by this character, which may also have been sent. */
    private static final char REPLACEMENT = '\ufffd';

    private final byte[] bytes;
    private int position;
    private int limit;

    Reader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.limit = offset + length;
    }

    int position() {
        return position;
    }

    /** Moves to a position that was within the limit when it was computed. */
    void position(int at) {
        position = at;
    }

    int limit() {
        return limit;
    }

    void limit(int at) {
        limit = at;
    }

    int remaining() {
        return limit - position;
    }

    static int u32At(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static long u64At(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    int u8() throws WireFault {
        need(1);
        return bytes[position++] & 0xff;
    }

    int u16() throws WireFault {
        need(2);
        int value = (short) SHORT.get(bytes, position) & 0xffff;
        position += 2;
        return value;
    }

    int u32() throws WireFault {
        need(4);
        int value = (int) INT.get(bytes, position);
        position += 4;
        return value;
    }

    long u64() throws WireFault {
        need(8);
        long value = (long) LONG.get(bytes, position);
        position += 8;
        return value;
    }

    long u56() throws WireFault {
        need(7);
        return (long) u8() << 48 | (long) u16() << 32 | Integer.toUnsignedLong(u32());
    }

    /** An introduction, or null where the fields end before it or its salt is unknown. */
    @Nullable Introduction introduction() throws WireFault {
        if (remaining() == 0) {
            return null;
        }
        need(Introduction.LENGTH);
        Salt salt = Salt.at(bytes, position);
        position += Salt.LENGTH;
        int clock = u32();
        return salt.equals(Salt.NONE) ? null : new Introduction(salt, clock);
    }

    /** A number of 0 to 2^63 - 1. Only the shortest form is accepted, so that each number has one encoding. */
    long varint() throws WireFault {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                if (next == 0 && shift > 0) {
                    throw WireFault.malformed("number in more bytes than it needs");
                }
                return value;
            }
        }
        throw WireFault.malformed("number of more than 63 bits");
    }

    /** A number of at most 31 bits. */
    int varint31() throws WireFault {
        long value = varint();
        if (value > Integer.MAX_VALUE) {
            throw WireFault.malformed("number of more than 31 bits");
        }
        return (int) value;
    }

    /** A number of bytes that follow; fails unless they are there. */
    int length() throws WireFault {
        long value = varint();
        if (value > remaining()) {
            throw WireFault.malformed("length beyond the end");
        }
        return (int) value;
    }

    /**
     * A number of elements that follow; fails unless there is room for them, so that a count alone allocates nothing.
     */
    int count(int leastSize) throws WireFault {
        long value = varint();
        if (value > remaining() / leastSize) {
            throw WireFault.malformed("count beyond the end");
        }
        return (int) value;
    }

    String name() throws WireFault {
        int length = u8();
        need(length);
        // Latin-1 maps bytes beyond ASCII to characters that a name must not hold, so the check below refuses them.
        String name = new String(bytes, position, length, StandardCharsets.ISO_8859_1);
        if (!MemberRecord.isName(name)) {
            throw WireFault.malformed("not a member name");
        }
        position += length;
        return name;
    }

    /** UTF-8 after its length, of at most so many bytes. */
    String text(int maxBytes) throws WireFault {
        int length = length();
        if (length > maxBytes) {
            throw WireFault.malformed("text of more than " + maxBytes + " bytes");
        }
        return utf8(length);
    }

    /** All bytes up to the limit, as UTF-8. */
    String rest() throws WireFault {
        return utf8(remaining());
    }

    byte[] block(int length) throws WireFault {
        need(length);
        byte[] block = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return block;
    }

    Address address(boolean ipv4) throws WireFault {
        return ipv4 ? Address.ipv4(u32(), u16()) : new Address(u64(), u64(), u16());
    }

    private String utf8(int length) throws WireFault {
        int start = position;
        position += length;
        for (int i = start; i < position; i++) {
            if (bytes[i] < 0) {
                return strictUtf8(start, length);
            }
        }
        return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }

    /** Refuses bytes that are not UTF-8 instead of replacing them, since a key must be the same at every holder. */
    private String strictUtf8(int start, int length) throws WireFault {
        String text = new String(bytes, start, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            byte[] again = text.getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(again, 0, again.length, bytes, start, start + length)) {
                throw WireFault.malformed("text is not UTF-8");
            }
        }
        return text;
    }

    private void need(int count) throws WireFault {
        if (count > limit - position) {
            throw WireFault.malformed("truncated");
        }
    }
}
