package dev.grapevine.agent.dns;

import java.util.List;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * Writes an answer into a packet of limited length. Additional records that do not fit are left out; a client can ask for them.
 * Answers that do not fit are left out with the flag TC, so that the client asks again by TCP; as many as fit stay.
 */
final class DnsPacket {

    private DnsPacket() {}

    /**
     * @param head the header, the question and the OPT record, if there is one
     * @param limit length in bytes; what {@code head} and the authority need must fit
     */
    static byte[] write(Message head, DnsAnswer answer, int limit) {
        byte[] whole = packet(
                head, answer, answer.answers().size(), answer.additional().size());
        if (whole.length <= limit) {
            return whole;
        }
        List<Record> answers = answer.answers();
        byte[] bare = packet(head, answer, answers.size(), 0);
        if (bare.length <= limit) {
            return longest(head, answer, answers.size(), answer.additional().size(), limit);
        }
        head.getHeader().setFlag(Flags.TC);
        byte[] empty = packet(head, answer, 0, 0);
        for (int count = share(answers.size(), empty.length, bare.length, limit); count > 0; count--) {
            byte[] part = packet(head, answer, count, 0);
            if (part.length <= limit) {
                return part;
            }
        }
        return empty;
    }

    /** All answers, with as many additional records as fit; too long if not even one fits. */
    private static byte[] longest(Message head, DnsAnswer answer, int answers, int additional, int limit) {
        byte[] without = packet(head, answer, answers, 0);
        byte[] with = packet(head, answer, answers, additional);
        int count = share(additional, without.length, with.length, limit);
        byte[] part = packet(head, answer, answers, count);
        while (part.length > limit && count > 0) {
            count--;
            part = packet(head, answer, answers, count);
        }
        return part;
    }

    /** About how many of some records fit, if all are of the same length. */
    private static int share(int records, int without, int with, int limit) {
        return (int) Math.min(records, (long) records * (limit - without) / Math.max(1, with - without));
    }

    private static byte[] packet(Message head, DnsAnswer answer, int answers, int additional) {
        Message packet = head.clone();
        answer.answers().subList(0, answers).forEach(record -> packet.addRecord(record, Section.ANSWER));
        answer.authority().forEach(record -> packet.addRecord(record, Section.AUTHORITY));
        answer.additional().subList(0, additional).forEach(record -> packet.addRecord(record, Section.ADDITIONAL));
        return packet.toWire();
    }
}
