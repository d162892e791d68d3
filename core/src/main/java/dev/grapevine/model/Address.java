package dev.grapevine.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IP address and a port, as a plain value without name, look-up or socket. IPv4 is held in its IPv4-mapped IPv6
 * form, so that {@code 10.0.0.1} and {@code ::ffff:10.0.0.1} are equal.
 *
 * @param high the first eight bytes of the IPv6 address, big endian
 * @param low the last eight bytes
 * @param port 0 to 65535
 */
public record Address(long high, long low, int port) implements Comparable<Address> {

    private static final long V4_PREFIX = 0x0000_ffff_0000_0000L;

    public Address {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
        }
    }

    /** An IPv4 address from its 32 bits. */
    public static Address ipv4(int bits, int port) {
        return new Address(0, V4_PREFIX | (bits & 0xffff_ffffL), port);
    }

    /**
     * An address from its 4 or 16 network-order bytes.
     *
     * @throws IllegalArgumentException for any other length
     */
    public static Address of(byte[] ip, int port) {
        if (ip.length == 4) {
            return ipv4((int) word(ip, 0, 4), port);
        }
        if (ip.length == 16) {
            return new Address(word(ip, 0, 8), word(ip, 8, 8), port);
        }
        throw new IllegalArgumentException("an IP address has 4 or 16 bytes, not " + ip.length);
    }

    /**
     * Parses what {@link #toString} writes, {@code 10.0.0.1:7700} or {@code [fd00::1]:7700}, in any spelling of IPv6.
     * Names are not looked up.
     *
     * @throws IllegalArgumentException if the text is anything else; the message says why
     */
    public static Address parse(String text) {
        return AddressParser.address(text);
    }

    /**
     * Parses an IP address without port: {@code 10.0.0.1} or {@code fd00::1}.
     *
     * @throws IllegalArgumentException if the text is anything else, or the port is out of range; the message says why
     */
    public static Address parse(String ip, int port) {
        return AddressParser.ip(ip, port);
    }

    private static long word(byte[] bytes, int from, int length) {
        long value = 0;
        for (int i = from; i < from + length; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }

    /** Whether this is an IPv4 address. */
    public boolean isIpv4() {
        return high == 0 && (low & 0xffff_ffff_0000_0000L) == V4_PREFIX;
    }

    /** The 4 or 16 network-order bytes of the IP address. */
    public byte[] ip() {
        int length = isIpv4() ? 4 : 16;
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            int fromEnd = length - 1 - i;
            bytes[i] = (byte) ((fromEnd < 8 ? low >>> (8 * fromEnd) : high >>> (8 * (fromEnd - 8))));
        }
        return bytes;
    }

    /** Whether both have the same IP address. */
    public boolean sameHost(Address other) {
        return high == other.high && low == other.low;
    }

    // A record's own equals and hashCode are slow until they are compiled, and each packet looks addresses up.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Address address && port == address.port && sameHost(address);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(high) + Long.hashCode(low)) + port;
    }

    @Override
    public int compareTo(Address other) {
        int order = Long.compareUnsigned(high, other.high);
        if (order == 0) {
            order = Long.compareUnsigned(low, other.low);
        }
        return order != 0 ? order : Integer.compare(port, other.port);
    }

    /** The IP address without port, as {@code 10.0.0.1} or {@code fd00::1} (RFC 5952). */
    public String host() {
        if (isIpv4()) {
            return (low >>> 24 & 0xff) + "." + (low >>> 16 & 0xff) + "." + (low >>> 8 & 0xff) + "." + (low & 0xff);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (int) ((i < 4 ? high >>> (48 - 16 * i) : low >>> (112 - 16 * i)) & 0xffff);
        }
        return compress(groups);
    }

    /** RFC 5952: the longest run of two or more zero groups, the first of equals, becomes {@code ::}. */
    private static String compress(int[] groups) {
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
            i = Math.max(i, end - 1);
        }
        if (start < 0) {
            return join(groups);
        }
        return join(Arrays.copyOfRange(groups, 0, start)) + "::" + join(Arrays.copyOfRange(groups, start + length, 8));
    }

    private static String join(int[] groups) {
        StringBuilder text = new StringBuilder();
        for (int group : groups) {
            text.append(text.length() == 0 ? "" : ":").append(Integer.toHexString(group));
        }
        return text.toString();
    }

    /** {@code 10.0.0.1:7700} or {@code [fd00::1]:7700}. */
    @Override
    public String toString() {
        return isIpv4() ? host() + ":" + port : "[" + host() + "]:" + port;
    }
}
