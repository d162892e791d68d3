package dev.grapevine.core.wire;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes the primitives of the layout to a growing byte array, and tells how many bytes each takes. Can be reused:
 * {@link #reset} keeps the array. A number that does not fit its field is a mistake of the caller, and thrown as
 * {@link IllegalArgumentException}; what was written before stays.
 */
final class Writer {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int position;

    Writer(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    byte[] array() {
        return bytes;
    }

    int position() {
        return position;
    }

    /** Continues at a position; what stood after it is overwritten. */
    void reset(int at) {
        ensure(at - position);
        position = at;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, position);
    }

    /** Leaves a gap that is filled in later. */
    void skip(int count) {
        ensure(count);
        position += count;
    }

    void u8(int value) {
        ensure(1);
        bytes[position++] = (byte) value;
    }

    void u16(int value) {
        if (value < 0 || value > 0xffff) {
            throw new IllegalArgumentException("must be 0 to 65535, not " + value);
        }
        ensure(2);
        SHORT.set(bytes, position, (short) value);
        position += 2;
    }

    void u32(int value) {
        ensure(4);
        INT.set(bytes, position, value);
        position += 4;
    }

    void u64(long value) {
        ensure(8);
        LONG.set(bytes, position, value);
        position += 8;
    }

    void u56(long value) {
        if (value >>> 56 != 0) {
            throw new IllegalArgumentException("must have 56 bits, not " + Long.toHexString(value));
        }
        u8((int) (value >>> 48));
        u16((int) (value >>> 32) & 0xffff);
        u32((int) value);
    }

    void introduction(Introduction introduction) {
        ensure(Salt.LENGTH);
        introduction.salt().write(bytes, position);
        position += Salt.LENGTH;
        u32(introduction.clock());
    }

    static void u32At(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    static void u64At(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }

    static int varintSize(long value) {
        return (Long.SIZE + 6 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    /** Seven bits in each byte, the lowest first; the high bit says that another byte follows. */
    void varint(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("must not be negative: " + value);
        }
        ensure(9);
        long rest = value;
        while (rest > 0x7f) {
            bytes[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[position++] = (byte) rest;
    }

    static int nameSize(String name) {
        return 1 + name.length();
    }

    void name(String name) {
        if (!MemberRecord.isName(name)) {
            throw new IllegalArgumentException("not a member name: '" + name + "'");
        }
        int length = name.length();
        ensure(1 + length);
        bytes[position++] = (byte) length;
        for (int i = 0; i < length; i++) {
            bytes[position++] = (byte) name.charAt(i);
        }
    }

    static int textSize(String text) {
        int length = utf8Length(text);
        return varintSize(length) + length;
    }

    /** UTF-8 after its length. */
    void text(String text) {
        varint(utf8Length(text));
        utf8(text);
    }

    void raw(byte[] block) {
        ensure(block.length);
        System.arraycopy(block, 0, bytes, position, block.length);
        position += block.length;
    }

    static int addressSize(Address address) {
        return address.isIpv4() ? 6 : 18;
    }

    /** 4 or 16 bytes, and the port; a field before it must tell which. */
    void address(Address address) {
        if (address.isIpv4()) {
            u32((int) address.low());
        } else {
            u64(address.high());
            u64(address.low());
        }
        u16(address.port());
    }

    /** Bytes of a text in UTF-8; an unpaired surrogate counts as the question mark that is written for it. */
    static int utf8Length(String text) {
        int length = text.length();
        int count = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                if (c < 0x800) {
                    count += 1;
                } else if (!Character.isSurrogate(c)) {
                    count += 2;
                } else if (isPair(text, i)) {
                    count += 2;
                    i++;
                }
            }
        }
        return count;
    }

    private void utf8(String text) {
        int length = text.length();
        ensure(3 * length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[position++] = (byte) c;
            } else if (c < 0x800) {
                bytes[position++] = (byte) (0xc0 | c >> 6);
                bytes[position++] = (byte) (0x80 | c & 0x3f);
            } else if (!Character.isSurrogate(c)) {
                bytes[position++] = (byte) (0xe0 | c >> 12);
                bytes[position++] = (byte) (0x80 | c >> 6 & 0x3f);
                bytes[position++] = (byte) (0x80 | c & 0x3f);
            } else if (isPair(text, i)) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                bytes[position++] = (byte) (0xf0 | point >> 18);
                bytes[position++] = (byte) (0x80 | point >> 12 & 0x3f);
                bytes[position++] = (byte) (0x80 | point >> 6 & 0x3f);
                bytes[position++] = (byte) (0x80 | point & 0x3f);
            } else {
                bytes[position++] = '?';
            }
        }
    }

    private static boolean isPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    private void ensure(int more) {
        int needed = position + more;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }
    }
}
