package dev.grapevine.agent.dns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;

/**
 * An answer as bytes. It is made once, and then written for any number of queries of the same question.
 *
 * <h2>Layout</h2>
 *
 * Each record is a piece of its own. Owners of answers are pointers to the question (RFC 1035, section 4.1.4), so answers can stand
 * in any order, and keep the client's spelling of the name. Owners of addresses are pointers to the target of the first SRV record
 * that leads to them, and are set when the place of that record is known.
 *
 * <h2>Length</h2>
 *
 * Addresses that do not fit are left out; a client can ask for them. If not all answers fit, those before the first that does not
 * are written, with the flag TC, so that the client asks again by TCP.
 *
 * For one thread.
 */
final class DnsPacket {

    static final int HEADER = 12;

    private static final int TRUNCATED = 0x0200;
    private static final int POINTER = 0xc000;
    private static final int MAX_OFFSET = 0x3fff;
    private static final int POINTER_LENGTH = 2;

    /** Instead of an offset: the addresses are in the response. */
    private static final int WRITTEN = -1;

    /** What an array and a list take besides what is in them, generously. */
    private static final int PIECE = 128;

    /** Type, class, time to live and length of a record. */
    private static final int FIXED = 10;

    /** Where the target of an SRV record begins, whose owner is a pointer: after priority, weight and port. */
    private static final int TARGET = POINTER_LENGTH + FIXED + 6;

    /** The addresses of one target: its name, and the records without it. */
    private record Glue(byte[] owner, List<byte[]> records) {
        int length() {
            return records.stream()
                    .mapToInt(bytes -> owner.length + bytes.length)
                    .sum();
        }
    }

    private final int flags;
    private final byte[][] answers;
    /** For each answer, the index of the addresses of its target; -1 if it has none. */
    private final int[] glueOf;

    private final List<Glue> glue;
    private final List<byte[]> authority;
    private final byte[] option;
    private final int answersLength;
    /** Of everything but header, question and option, if nothing is left out. */
    private final int wholeLength;

    /** For {@link #write} alone: the order of the answers, where the targets are, and how many additional records there are. */
    private final int[] order;

    private final int[] offsets;
    private int additional;

    /**
     * @param flags the second word of the header, without TC
     * @param question null if the query has none; the owners of all answers are its name
     */
    DnsPacket(int flags, @Nullable Record question, DnsAnswer answer, @Nullable OPTRecord option) {
        Name asked = question == null ? Name.root : question.getName();
        this.flags = flags;
        this.answers = answer.answers().stream()
                .map(record -> joined(owner(record.getName(), asked), withoutOwner(record, asked)))
                .toArray(byte[][]::new);
        Map<Name, List<byte[]>> addresses = new LinkedHashMap<>();
        for (Record record : answer.additional()) {
            addresses
                    .computeIfAbsent(record.getName(), name -> new ArrayList<>())
                    .add(withoutOwner(record, asked));
        }
        List<Name> targets = List.copyOf(addresses.keySet());
        Map<Name, Integer> indexes = new HashMap<>();
        targets.forEach(target -> indexes.put(target, indexes.size()));
        this.glueOf = answer.answers().stream()
                .mapToInt(record -> record instanceof SRVRecord srv ? indexes.getOrDefault(srv.getTarget(), -1) : -1)
                .toArray();
        this.glue = targets.stream()
                .map(name -> new Glue(owner(name, asked), addresses.getOrDefault(name, List.of())))
                .toList();
        this.authority = answer.authority().stream()
                .map(record -> joined(owner(record.getName(), asked), withoutOwner(record, asked)))
                .toList();
        this.option = option == null ? new byte[0] : option.toWire(Section.ADDITIONAL);
        this.answersLength =
                Arrays.stream(answers).mapToInt(bytes -> bytes.length).sum();
        this.wholeLength = answersLength
                + authority.stream().mapToInt(bytes -> bytes.length).sum()
                + glue.stream().mapToInt(Glue::length).sum();
        this.order = new int[answers.length];
        this.offsets = new int[glue.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
    }

    private static byte[] joined(byte[] owner, byte[] rest) {
        byte[] whole = Arrays.copyOf(owner, owner.length + rest.length);
        System.arraycopy(rest, 0, whole, owner.length, rest.length);
        return whole;
    }

    /** A record from its type on. */
    private static byte[] withoutOwner(Record record, Name asked) {
        byte[] wire = record.toWire(Section.ANSWER);
        byte[] rest = Arrays.copyOfRange(wire, record.getName().length(), wire.length);
        if (!(record instanceof SOARecord soa)) {
            return rest;
        }
        byte[] names = joined(owner(soa.getHost(), asked), owner(soa.getAdmin(), asked));
        int numbers = FIXED + soa.getHost().length() + soa.getAdmin().length();
        byte[] compressed =
                joined(joined(Arrays.copyOf(rest, FIXED), names), Arrays.copyOfRange(rest, numbers, rest.length));
        ByteBuffer.wrap(compressed).putShort(FIXED - 2, (short) (compressed.length - FIXED));
        return compressed;
    }

    /** A name, as a pointer to the question from where on they are the same. */
    private static byte[] owner(Name name, Name asked) {
        for (int i = 0; i < asked.labels() - 1; i++) {
            Name suffix = new Name(asked, i);
            if (name.subdomain(suffix)) {
                byte[] labels = Arrays.copyOf(name.toWire(), name.length() - suffix.length());
                int pointer = POINTER | HEADER + asked.length() - suffix.length();
                return joined(labels, new byte[] {(byte) (pointer >> 8), (byte) pointer});
            }
        }
        return name.toWire();
    }

    /** About how much memory it takes, in bytes. */
    int size() {
        return PIECE * (answers.length + glue.size() + 4) + wholeLength;
    }

    /** Draws the order in which the next response has the answers. */
    void shuffle(RandomGenerator random) {
        for (int i = order.length - 1; i > 0; i--) {
            // A number below i + 1, without a division: the upper half of a product.
            int other = (int) ((random.nextInt() & 0xffff_ffffL) * (i + 1) >>> Integer.SIZE);
            int index = order[i];
            order[i] = order[other];
            order[other] = index;
        }
    }

    /**
     * Writes the response to one query.
     *
     * @param question as the query has it, in any case; empty if it has none
     * @param limit length in bytes; header, question, authority and the OPT record must fit
     */
    byte[] write(int id, byte[] question, int limit) {
        int fixed = HEADER + question.length + option.length;
        boolean whole = fixed + answersLength <= limit;
        byte[] out = new byte[Math.min(limit, fixed + wholeLength)];
        int end = out.length - option.length;
        int at = put(question, out, HEADER);
        Arrays.fill(offsets, 0);
        int answered = 0;
        for (int index : order) {
            byte[] answer = answers[index];
            if (at + answer.length > end) {
                break;
            }
            int target = glueOf[index];
            if (target >= 0 && offsets[target] == 0) {
                offsets[target] = at + TARGET;
            }
            at = put(answer, out, at);
            answered++;
        }
        for (byte[] record : authority) {
            at = put(record, out, at);
        }
        additional = option.length == 0 ? 0 : 1;
        if (whole) {
            at = putGlue(out, at, end);
        }
        at = put(option, out, at);
        putWord(id, out, 0);
        putWord(whole ? flags : flags | TRUNCATED, out, 2);
        putWord(question.length == 0 ? 0 : 1, out, 4);
        putWord(answered, out, 6);
        putWord(authority.size(), out, 8);
        putWord(additional, out, 10);
        return at == out.length ? out : Arrays.copyOf(out, at);
    }

    /** Returns where it ends. */
    private static int put(byte[] bytes, byte[] out, int at) {
        System.arraycopy(bytes, 0, out, at, bytes.length);
        return at + bytes.length;
    }

    private static void putWord(int word, byte[] out, int at) {
        out[at] = (byte) (word >> 8);
        out[at + 1] = (byte) word;
    }

    /** Writes the addresses that fit, in the order of the answers. Returns where they end. */
    private int putGlue(byte[] out, int start, int end) {
        int at = start;
        for (int index : order) {
            if (glueOf[index] >= 0) {
                at = putGlue(glueOf[index], out, at, end);
            }
        }
        // Those of a name server, to which no SRV record leads.
        for (int target = 0; target < offsets.length; target++) {
            at = putGlue(target, out, at, end);
        }
        return at;
    }

    private int putGlue(int target, byte[] out, int start, int end) {
        int offset = offsets[target];
        if (offset == WRITTEN) {
            return start;
        }
        offsets[target] = WRITTEN;
        Glue addresses = glue.get(target);
        boolean near = offset > 0 && offset <= MAX_OFFSET;
        int owner = near ? POINTER_LENGTH : addresses.owner.length;
        int at = start;
        for (byte[] record : addresses.records) {
            if (at + owner + record.length <= end) {
                if (near) {
                    putWord(POINTER | offset, out, at);
                } else {
                    put(addresses.owner, out, at);
                }
                at = put(record, out, at + owner);
                additional++;
            }
        }
        return at;
    }
}
