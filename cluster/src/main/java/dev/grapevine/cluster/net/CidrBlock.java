package dev.grapevine.cluster.net;

import dev.grapevine.model.Address;

/**
 * A range of IP addresses that share their first bits, in the notation of RFC 4632 and RFC 4291. IPv4 and its
 * IPv4-mapped IPv6 form are the same; a range of IPv6 never holds an IPv4 address. Immutable.
 *
 * @param high the first eight bytes of the lowest address, IPv4 in its mapped form
 * @param low the last eight bytes
 * @param bits that all addresses share, 0 to 128, of the mapped form
 * @param ipv4 whether it is a range of IPv4
 */
record CidrBlock(long high, long low, int bits, boolean ipv4) {

    static final String ALLOWED =
            "an IP address, or a network such as 10.0.0.0/8 or fd00::/8, without a host name, a port or a scope";

    /** Bits before an IPv4 address in its mapped form. */
    private static final int MAPPED_BITS = 96;

    private static final int ALL_BITS = 128;

    /**
     * Parses {@code 10.0.0.0/8}, {@code fd00::/8}, {@code 10.0.0.1} or {@code fd00::1}. Looks nothing up.
     *
     * @throws IllegalArgumentException with a message that says what is wrong, and what to do
     */
    static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        String ip = slash < 0 ? text : text.substring(0, slash);
        Address address;
        try {
            address = Address.parse(ip, 0);
        } catch (IllegalArgumentException notAnAddress) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a network (" + notAnAddress.getMessage() + "); use " + ALLOWED,
                    notAnAddress);
        }
        boolean written4 = ip.indexOf(':') < 0;
        int most = written4 ? ALL_BITS - MAPPED_BITS : ALL_BITS;
        String length = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
        if (!length.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(length) > most) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a network: after the slash stands a number of bits, 0 to " + most);
        }
        int bits = Integer.parseInt(length) + (written4 ? MAPPED_BITS : 0);
        CidrBlock block = of(address, bits);
        if (block.high != address.high() || block.low != address.low()) {
            throw new IllegalArgumentException("'" + text + "' is not a network: " + ip + " has bits beyond the first "
                    + length + "; write " + block + " for the network, or " + ip + " for this address alone");
        }
        return block;
    }

    /** The block of that length around an address. */
    private static CidrBlock of(Address address, int bits) {
        return new CidrBlock(
                address.high() & mask(bits),
                address.low() & mask(bits - Long.SIZE),
                bits,
                address.isIpv4() && bits >= MAPPED_BITS);
    }

    /** That many ones from the left; none for a negative number, and all for more than 64. */
    private static long mask(int ones) {
        return ones <= 0 ? 0 : ones >= Long.SIZE ? -1 : -1L << (Long.SIZE - ones);
    }

    /** Whether the address, whatever its port, is in this block. */
    boolean holds(Address address) {
        return ((address.high() ^ high) & mask(bits)) == 0
                && ((address.low() ^ low) & mask(bits - Long.SIZE)) == 0
                && address.isIpv4() == ipv4;
    }

    /** As {@link #parse} reads it; a single address without its length. */
    @Override
    public String toString() {
        String ip = new Address(high, low, 0).host();
        return bits == ALL_BITS ? ip : ip + "/" + (ipv4 ? bits - MAPPED_BITS : bits);
    }
}
