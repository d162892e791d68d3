package dev.grapevine.agent.dns;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A query as most programs send it: one question, perhaps an OPT record without options, no unusual flag. Two are equal if they differ
 * in their number and the case of the name alone, so they get the same answers. There are not many for a name, so a client cannot make
 * up any number of them. Immutable.
 */
final class DnsQuery {

    /** The flags RD, AD and CD, which change nothing but themselves. */
    private static final int USUAL_FLAGS = 0x0130;

    /** Root name, type, payload size, extended code and version, flags, and no options. */
    private static final int OPTION_LENGTH = 11;

    private static final int OPT = 41;
    private static final int DNSSEC_OK = 0x8000;
    private static final int MAX_LABEL = 63;
    private static final int TYPE_AND_CLASS = 4;
    private static final int NUMBER = 2;

    private final byte[] query;
    private final int questionEnd;
    private final int udpSize;

    /** All but the number, and with the name in lower case. */
    private final byte[] essence;

    private final int hash;

    private DnsQuery(byte[] query, int questionEnd, int udpSize) {
        this.query = query;
        this.questionEnd = questionEnd;
        this.udpSize = udpSize;
        essence = Arrays.copyOfRange(query, NUMBER, query.length);
        for (int i = DnsPacket.HEADER - NUMBER; i < questionEnd - TYPE_AND_CLASS - NUMBER; i++) {
            // Lengths of labels are below the letters.
            if (essence[i] >= 'A' && essence[i] <= 'Z') {
                essence[i] = (byte) (essence[i] + 'a' - 'A');
            }
        }
        hash = 31 * Arrays.hashCode(essence) + udpSize;
    }

    /**
     * Looks at a query.
     *
     * @param udpSize 0 for a query by TCP
     * @return null for any other
     */
    static @Nullable DnsQuery of(byte[] query, int udpSize) {
        if (query.length < DnsPacket.HEADER
                || (word(query, 2) & ~USUAL_FLAGS) != 0
                || word(query, 4) != 1
                || word(query, 6) != 0
                || word(query, 8) != 0
                || word(query, 10) > 1) {
            return null;
        }
        int at = DnsPacket.HEADER;
        while (at < query.length && query[at] != 0) {
            if (query[at] < 0 || query[at] > MAX_LABEL) {
                return null;
            }
            at += 1 + query[at];
        }
        int end = at + 1 + TYPE_AND_CLASS;
        boolean sound = word(query, 10) == 0 ? end == query.length : option(query, end);
        return sound ? new DnsQuery(query, end, udpSize) : null;
    }

    /** Whether an OPT record without options is all that stands from there on. */
    private static boolean option(byte[] query, int at) {
        return query.length == at + OPTION_LENGTH
                && query[at] == 0
                && word(query, at + 1) == OPT
                && word(query, at + 5) == 0
                && (word(query, at + 7) & ~DNSSEC_OK) == 0
                && word(query, at + 9) == 0;
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    int id() {
        return word(query, 0);
    }

    /** Name, type and class as the client has them. */
    byte[] question() {
        return Arrays.copyOfRange(query, DnsPacket.HEADER, questionEnd);
    }

    /** About how much memory it takes, in bytes. */
    int size() {
        return query.length + essence.length;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof DnsQuery other && udpSize == other.udpSize && Arrays.equals(essence, other.essence);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
