package dev.grapevine.core.seal;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Names a cluster key without telling anything of it. Ordered as unsigned numbers, which is the order of the bytes.
 *
 * @param value the 8 bytes, big-endian
 */
public record KeyId(long value) implements Comparable<KeyId> {

    /** Bytes of an id. */
    public static final int LENGTH = 8;

    /** The id at a place in an array. */
    static KeyId at(byte[] bytes, int offset) {
        return new KeyId(ByteBuffer.wrap(bytes).getLong(offset));
    }

    /**
     * An id as {@link #toString} writes it.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static KeyId parse(String text) {
        if (text.length() != 2 * LENGTH || !text.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException(
                    "a key id has " + 2 * LENGTH + " hexadecimal digits, as keys list shows them");
        }
        return new KeyId(HexFormat.fromHexDigitsToLong(text));
    }

    @Override
    public int compareTo(KeyId other) {
        return Long.compareUnsigned(value, other.value);
    }

    /** The first byte, as it begins datagrams. */
    public byte hint() {
        return (byte) (value >>> 56);
    }

    /** 16 hexadecimal digits, as people see it. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
