package dev.grapevine.core.wire;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Bytes that nobody changes any more, compared by what they are. */
public final class Octets {

    private final byte[] bytes;

    /** @param bytes not changed afterwards */
    public Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Not to be modified. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
