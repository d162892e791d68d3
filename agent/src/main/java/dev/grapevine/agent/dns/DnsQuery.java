package dev.grapevine.agent.dns;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A query as most programs send it: one question, perhaps an OPT record without options, no unusual flag. Two queries are equal if one
 * packet answers both: they may differ in number, case of the name, the flags AD, CD and DO, and the size of responses that they take.
 * So a client cannot make up any number of unequal queries for a name. Immutable.
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

    /** Of the second byte of the flags, AD and CD: no response depends on them. */
    private static final int AD_AND_CD = 0x30;

    /** Where an OPT record has the size, and where it has DO. */
    private static final int PAYLOAD = 3;

    private static final int FLAGS = 7;

    private final byte[] query;
    private final int questionEnd;
    private final int udpSize;

    /** What the packet depends on: all but the number, with the name in lower case and what may differ as zeros. */
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
        essence[1] &= (byte) ~AD_AND_CD;
        if (query.length > questionEnd) {
            Arrays.fill(essence, questionEnd + PAYLOAD - NUMBER, questionEnd + PAYLOAD + 2 - NUMBER, (byte) 0);
            essence[questionEnd + FLAGS - NUMBER] = 0;
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
                && (word(query, at + FLAGS) & ~DNSSEC_OK) == 0
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

    /** The longest response by UDP that the client says it takes; 0 if it says nothing. */
    int payload() {
        return query.length > questionEnd ? word(query, questionEnd + PAYLOAD) : 0;
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
