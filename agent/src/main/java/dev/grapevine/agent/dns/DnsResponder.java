package dev.grapevine.agent.dns;

import dev.grapevine.cluster.Cluster;
import java.io.IOException;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Makes the response to a query, both as bytes. No recursion, no zone transfers. For one thread. */
public final class DnsResponder {

    /** What a query by UDP without EDNS is answered with at most (RFC 1035). */
    static final int PLAIN_UDP_SIZE = 512;

    /** By TCP. */
    static final int MAX_SIZE = 65_535;

    private static final int HEADER = DnsPacket.HEADER;
    private static final int EDNS_VERSION = 0;
    private static final int QUERY_OR_RESPONSE = 0x8000;
    private static final int AUTHORITATIVE = 0x0400;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int OPCODE_SHIFT = 11;

    private final DnsCatalogue catalogue;
    private final RandomGenerator random;
    private final KeptPackets kept = new KeptPackets();

    /** Answers from the view of a member. */
    public static DnsResponder of(Cluster cluster, DnsSettings settings, Random random) {
        return new DnsResponder(new DnsCatalogue(cluster, settings, random), new SplittableRandom(random.nextLong()));
    }

    /** @param random draws the order of answers that are sent more than once */
    DnsResponder(DnsCatalogue catalogue, RandomGenerator random) {
        this.catalogue = catalogue;
        this.random = random;
    }

    /**
     * @param udpSize the longest response that may be sent by UDP where the client takes it; 0 for a query by TCP
     * @return null for what is no query, and gets no response
     */
    public byte @Nullable [] respond(byte[] query, int udpSize) {
        if (query.length < HEADER || (query[2] & 0x80) != 0) {
            return null; // a response to a response might go round for ever
        }
        DnsQuery plain = DnsQuery.of(query, udpSize);
        KeptPackets.Kept known = plain == null ? null : kept.get(plain);
        if (plain != null && known != null) {
            if (catalogue.current(known.source())) {
                known.packet().shuffle(random);
                return known.packet().write(plain.id(), plain.question(), limit(plain.payload(), udpSize));
            }
            kept.remove(plain); // so that it does not keep a former state of the service in memory
        }
        Message asked;
        try {
            asked = new Message(query);
        } catch (IOException | RuntimeException e) {
            return malformed(query);
        }
        return respond(asked, udpSize, plain);
    }

    private byte[] respond(Message asked, int udpSize, @Nullable DnsQuery plain) {
        Header header = asked.getHeader();
        OPTRecord option = asked.getOPT();
        Record question = header.getCount(Section.QUESTION) == 1 ? asked.getQuestion() : null;
        DnsAnswer answer = DnsAnswer.REFUSED;
        int rcode = fault(header, question, option);
        if (rcode == Rcode.NOERROR && question != null) {
            answer = catalogue.answer(question.getName(), question.getType());
            rcode = answer.rcode();
        }
        int flags = QUERY_OR_RESPONSE
                | header.getOpcode() << OPCODE_SHIFT
                | (answer.authoritative() ? AUTHORITATIVE : 0)
                | (header.getFlag(Flags.RD) ? RECURSION_DESIRED : 0)
                | rcode & 0xf;
        OPTRecord own =
                option == null ? null : new OPTRecord(udpSize == 0 ? MAX_SIZE : udpSize, rcode >> 4, EDNS_VERSION);
        DnsPacket packet = new DnsPacket(flags, question, answer, own);
        int limit = limit(option == null ? 0 : option.getPayloadSize(), udpSize);
        if (plain != null && answer.source() != null) {
            kept.put(plain, new KeptPackets.Kept(answer.source(), packet));
        }
        return packet.write(header.getID(), question == null ? new byte[0] : question.toWire(Section.QUESTION), limit);
    }

    /** @param payload what the client takes by UDP; 0 if it does not say */
    private static int limit(int payload, int udpSize) {
        return udpSize == 0 ? MAX_SIZE : Math.min(Math.max(PLAIN_UDP_SIZE, payload), udpSize);
    }

    /** Why a query cannot be answered; {@link Rcode#NOERROR} if it can. */
    private static int fault(Header header, @Nullable Record question, @Nullable OPTRecord option) {
        if (header.getOpcode() != Opcode.QUERY) {
            return Rcode.NOTIMP;
        }
        if (question == null) {
            return Rcode.FORMERR;
        }
        if (option != null && option.getVersion() != EDNS_VERSION) {
            return Rcode.BADVERS;
        }
        if (question.getDClass() != DClass.IN && question.getDClass() != DClass.ANY) {
            return Rcode.REFUSED;
        }
        return switch (question.getType()) {
            case Type.ANY, Type.AXFR, Type.IXFR, Type.MAILA, Type.MAILB -> Rcode.REFUSED; // ANY: RFC 8482
            default -> Rcode.NOERROR;
        };
    }

    private static byte[] malformed(byte[] query) {
        return header(query, Rcode.FORMERR);
    }

    /** The response to a query that an error of this program keeps from being answered; null for what is no query. */
    static byte @Nullable [] failed(byte[] query) {
        return query.length < HEADER ? null : header(query, Rcode.SERVFAIL);
    }

    /** The header alone. */
    private static byte[] header(byte[] query, int rcode) {
        byte[] response = new byte[HEADER];
        response[0] = query[0];
        response[1] = query[1];
        response[2] = (byte) (0x80 | query[2] & 0x79); // QR, with the opcode and RD of the query
        response[3] = (byte) rcode;
        return response;
    }
}
