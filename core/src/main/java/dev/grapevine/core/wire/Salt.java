package dev.grapevine.core.wire;

import java.util.HexFormat;

/**
 * The random number that a process draws at its start and seals its datagrams under: 9 bytes. So it names the process whose packet it begins,
 * whatever address that came from.
 *
 * @param head the first byte
 * @param tail the other 8 bytes
 */
public record Salt(byte head, long tail) {

    /** Bytes of a salt. */
    public static final int LENGTH = 9;

    /** Stands for a salt that is not known. */
    public static final Salt NONE = new Salt((byte) 0, 0);

    /** The salt at a place in an array. */
    public static Salt at(byte[] bytes, int offset) {
        return new Salt(bytes[offset], Reader.u64At(bytes, offset + 1));
    }

    /** Writes it to a place in an array. */
    public void write(byte[] bytes, int offset) {
        bytes[offset] = head;
        Writer.u64At(bytes, offset + 1, tail);
    }

    /** Salts are random, so their own bits are a hash. */
    @Override
    public int hashCode() {
        return (int) tail;
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(head) + hex.toHexDigits(tail);
    }
}
