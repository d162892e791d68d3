package dev.grapevine.agent.dns;

import java.io.IOException;
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
final class DnsResponder {

    /** What a query by UDP without EDNS is answered with at most (RFC 1035). */
    static final int PLAIN_UDP_SIZE = 512;

    /** By TCP. */
    static final int MAX_SIZE = 65_535;

    private static final int HEADER = 12;
    private static final int EDNS_VERSION = 0;

    private final DnsCatalogue catalogue;

    DnsResponder(DnsCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * @param udpSize the longest response that may be sent by UDP where the client takes it; 0 for a query by TCP
     * @return null for what is no query, and gets no response
     */
    byte @Nullable [] respond(byte[] query, int udpSize) {
        if (query.length < HEADER || (query[2] & 0x80) != 0) {
            return null; // a response to a response might go round for ever
        }
        Message asked;
        try {
            asked = new Message(query);
        } catch (IOException | RuntimeException e) {
            return malformed(query);
        }
        OPTRecord option = asked.getOPT();
        Message response = new Message(asked.getHeader().getID());
        Header header = response.getHeader();
        header.setFlag(Flags.QR);
        header.setOpcode(asked.getHeader().getOpcode());
        if (asked.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        Record question = asked.getQuestion();
        if (question != null && asked.getHeader().getCount(Section.QUESTION) == 1) {
            response.addRecord(question, Section.QUESTION);
        }
        DnsAnswer answer = DnsAnswer.REFUSED;
        int rcode = fault(asked, question, option);
        if (rcode == Rcode.NOERROR && question != null) {
            answer = catalogue.answer(question.getName(), question.getType());
            rcode = answer.rcode();
        }
        header.setRcode(rcode & 0xf);
        if (answer.authoritative()) {
            header.setFlag(Flags.AA);
        }
        if (option != null) {
            response.addRecord(
                    new OPTRecord(udpSize == 0 ? MAX_SIZE : udpSize, rcode >> 4, EDNS_VERSION), Section.ADDITIONAL);
        }
        return DnsPacket.write(response, answer, udpSize == 0 ? MAX_SIZE : limit(option, udpSize));
    }

    private static int limit(@Nullable OPTRecord option, int udpSize) {
        int taken = option == null ? PLAIN_UDP_SIZE : Math.max(PLAIN_UDP_SIZE, option.getPayloadSize());
        return Math.min(taken, udpSize);
    }

    /** Why a query cannot be answered; {@link Rcode#NOERROR} if it can. */
    private static int fault(Message asked, @Nullable Record question, @Nullable OPTRecord option) {
        if (asked.getHeader().getOpcode() != Opcode.QUERY) {
            return Rcode.NOTIMP;
        }
        if (question == null || asked.getHeader().getCount(Section.QUESTION) != 1) {
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
