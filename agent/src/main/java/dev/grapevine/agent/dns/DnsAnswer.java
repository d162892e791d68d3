package dev.grapevine.agent.dns;

import dev.grapevine.model.ReadyInstances;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * What is known of a name. Immutable.
 *
 * @param rcode one of {@link Rcode}
 * @param answers in the order in which they are to be written
 * @param authority the SOA record of the domain where there is no answer
 * @param additional addresses of the targets in the answers
 * @param source what it holds for, in any order of the answers; null if it is for one query alone
 */
record DnsAnswer(
        int rcode,
        List<Record> answers,
        List<Record> authority,
        List<Record> additional,
        @Nullable Source source) {

    /**
     * The state of a service.
     *
     * @param instances the object itself, as a service that has not changed has the same one
     */
    record Source(String service, ReadyInstances instances) {}

    /** For names that are not below one of the domains. */
    static final DnsAnswer REFUSED = new DnsAnswer(Rcode.REFUSED, List.of(), List.of(), List.of(), null);

    static DnsAnswer of(List<Record> answers) {
        return of(answers, List.of());
    }

    static DnsAnswer of(List<Record> answers, List<Record> additional) {
        return new DnsAnswer(Rcode.NOERROR, answers, List.of(), additional, null);
    }

    /** There is such a name, but it has no record of the type. */
    static DnsAnswer noData(Record soa) {
        return new DnsAnswer(Rcode.NOERROR, List.of(), List.of(soa), List.of(), null);
    }

    /** There is no such name. */
    static DnsAnswer noName(Record soa) {
        return new DnsAnswer(Rcode.NXDOMAIN, List.of(), List.of(soa), List.of(), null);
    }

    /** The same answer, which holds until a service changes. An answer without records is not kept. */
    DnsAnswer until(Source changed) {
        return answers.isEmpty() ? this : new DnsAnswer(rcode, answers, authority, additional, changed);
    }

    /** Whether this member speaks for the name. */
    boolean authoritative() {
        return rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN;
    }
}
