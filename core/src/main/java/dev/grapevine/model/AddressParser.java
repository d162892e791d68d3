package dev.grapevine.model;

/**
 * Parses IP addresses as people write them. The JDK's own parser would ask a name server about text that it does not
 * understand.
 */
final class AddressParser {

    private static final int GROUPS = 8;

    private AddressParser() {}

    static Address address(String text) {
        String ip;
        int colon;
        if (text.startsWith("[")) {
            int bracket = text.indexOf(']');
            if (bracket < 0) {
                throw refusePair(text, "the ']' is missing");
            }
            ip = text.substring(1, bracket);
            colon = bracket + 1;
            if (ip.indexOf(':') < 0) {
                throw refusePair(text, "brackets are for IPv6");
            }
        } else {
            colon = text.indexOf(':');
            ip = colon < 0 ? text : text.substring(0, colon);
            if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
                throw refusePair(text, "IPv6 needs brackets before the port");
            }
        }
        if (colon < 0 || colon >= text.length() || text.charAt(colon) != ':') {
            throw refusePair(text, "the port is missing");
        }
        int port = decimal(text, colon + 1, text.length(), 0xffff);
        if (port < 0) {
            throw refusePair(text, "the port must be 0 to 65535");
        }
        return ip(ip, port);
    }

    static Address ip(String text, int port) {
        return text.indexOf(':') >= 0 ? ipv6(text, port) : Address.ipv4(ipv4(text, 0, text), port);
    }

    /**
     * Parses four decimal numbers up to the end of the text. Leading zeros are refused, since some programs read them
     * as octal.
     */
    private static int ipv4(String text, int from, String whole) {
        int bits = 0;
        int start = from;
        for (int i = 0; i < 4; i++) {
            int dot = i < 3 ? text.indexOf('.', start) : text.length();
            int part = dot < 0 ? -1 : decimal(text, start, dot, 0xff);
            if (part < 0) {
                throw refuse(whole, "IPv4 is four numbers of 0 to 255, without leading zeros");
            }
            bits = bits << 8 | part;
            start = dot + 1;
        }
        return bits;
    }

    private static Address ipv6(String text, int port) {
        int[] groups = new int[GROUPS];
        int count = 0;
        int gap = -1;
        int at = 0;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            int end = text.indexOf(':', at);
            end = end < 0 ? text.length() : end;
            if (end == text.length() && text.indexOf('.', at) >= 0) {
                if (count > GROUPS - 2) {
                    throw refuse(text, "too many groups");
                }
                int bits = ipv4(text, at, text);
                groups[count++] = bits >>> 16;
                groups[count++] = bits & 0xffff;
                break;
            }
            if (count == GROUPS) {
                throw refuse(text, "too many groups");
            }
            groups[count++] = group(text, at, end);
            at = end + 1;
            if (end < text.length()) {
                if (at == text.length()) {
                    throw refuse(text, "it ends with a single ':'");
                }
                if (text.charAt(at) == ':') {
                    if (gap >= 0) {
                        throw refuse(text, "'::' may stand once");
                    }
                    gap = count;
                    at++;
                }
            }
        }
        return expand(text, groups, count, gap, port);
    }

    /** Replaces {@code ::} by zeros. */
    private static Address expand(String text, int[] groups, int count, int gap, int port) {
        if (gap < 0 && count < GROUPS) {
            throw refuse(text, "IPv6 has 8 groups, or '::' in place of some");
        }
        if (gap >= 0 && count == GROUPS) {
            throw refuse(text, "'::' stands for no group");
        }
        long[] halves = new long[2];
        for (int i = 0; i < GROUPS; i++) {
            int behindGap = i - (GROUPS - count);
            int group = gap < 0 || i < gap ? groups[i] : behindGap >= gap ? groups[behindGap] : 0;
            halves[i / 4] = halves[i / 4] << 16 | group;
        }
        return new Address(halves[0], halves[1], port);
    }

    private static int group(String text, int from, int to) {
        if (text.indexOf('%') >= 0) {
            throw refuse(text, "a scope ('%') means nothing to other hosts");
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
            value = digit < 0 || to - from > 4 ? -1 : value << 4 | digit;
            if (value < 0) {
                throw refuse(text, "a group of IPv6 is 1 to 4 hexadecimal digits");
            }
        }
        if (from == to) {
            throw refuse(text, "a group of IPv6 is 1 to 4 hexadecimal digits");
        }
        return value;
    }

    /** The decimal number in that range of the text; -1 if it has leading zeros, is too large, or is none. */
    private static int decimal(String text, int from, int to, int max) {
        if (from >= to || to - from > 5 || to - from > 1 && text.charAt(from) == '0') {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = 10 * value + c - '0';
        }
        return value <= max ? value : -1;
    }

    private static IllegalArgumentException refuse(String text, String reason) {
        return new IllegalArgumentException("'" + text + "' is not an IP address: " + reason);
    }

    private static IllegalArgumentException refusePair(String text, String reason) {
        return new IllegalArgumentException(
                "'" + text + "' is not an address like 10.0.0.1:7700 or [fd00::1]:7700: " + reason);
    }
}
