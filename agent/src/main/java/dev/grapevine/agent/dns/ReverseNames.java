package dev.grapevine.agent.dns;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** The names under which PTR records of addresses stand (RFC 1035, section 3.5; RFC 3596, section 2.5). */
final class ReverseNames {

    private static final Name V4 = Name.fromConstantString("in-addr.arpa.");
    private static final Name V6 = Name.fromConstantString("ip6.arpa.");

    private ReverseNames() {}

    /** The bytes of the address that a name stands for; null if it stands for no single address. */
    static byte @Nullable [] address(Name name) {
        if (name.subdomain(V4) && name.labels() == V4.labels() + 4) {
            byte[] ip = new byte[4];
            for (int i = 0; i < 4; i++) {
                int octet = octet(name.getLabelString(3 - i));
                if (octet < 0) {
                    return null;
                }
                ip[i] = (byte) octet;
            }
            return ip;
        }
        if (name.subdomain(V6) && name.labels() == V6.labels() + 32) {
            byte[] ip = new byte[16];
            for (int i = 0; i < 32; i++) {
                String label = name.getLabelString(31 - i);
                int nibble = label.length() == 1 ? Character.digit(label.charAt(0), 16) : -1;
                if (nibble < 0) {
                    return null;
                }
                ip[i / 2] |= (byte) (i % 2 == 0 ? nibble << 4 : nibble);
            }
            return ip;
        }
        return null;
    }

    private static int octet(String label) {
        if (label.isEmpty() || label.length() > 3 || (label.length() > 1 && label.charAt(0) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < label.length(); i++) {
            char digit = label.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = 10 * value + digit - '0';
        }
        return value <= 255 ? value : -1;
    }
}
