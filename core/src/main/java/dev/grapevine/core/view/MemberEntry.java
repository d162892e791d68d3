package dev.grapevine.core.view;

import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the {@link View}: the record of one member, and what this peer alone knows of it. Mutable, of the peer's thread.
 * There is one for each member at each peer, so it is kept small: what only those have that were accused, or were probed from
 * here, hangs on it.
 */
public final class MemberEntry {

    private final long nameHash;
    private MemberRecord record;
    private long heldVersion;
    private long since;
    private @Nullable Charge charge;
    private @Nullable Contact contact;

    /** What is held against it. */
    private static final class Charge {
        private Evidence evidence = Evidence.NONE;
        private List<String> accusers = List.of();

        /** When the first sign of the present trouble was seen; kept into DEAD; 0 for none. */
        private long trouble;
    }

    /** What came of probing it in this generation. */
    private static final class Contact {
        /** Round trip of answered probes, smoothed, and its mean deviation, in microseconds; 0 while none was measured. */
        private int rttMicros;

        private int rttDeviationMicros;

        /** The address that last answered this peer: only there is silence or refusal evidence. */
        private @Nullable Address answered;

        private boolean degraded;
    }

    MemberEntry(MemberRecord record, long nameHash, long since) {
        this.nameHash = nameHash;
        this.record = record;
        this.since = since;
    }

    public String name() {
        return record.name();
    }

    public long nameHash() {
        return nameHash;
    }

    public MemberRecord record() {
        return record;
    }

    public Status status() {
        return record.status();
    }

    public boolean live() {
        return record.status().live();
    }

    /** Version of its owned state that is held here without gaps. */
    public long heldVersion() {
        return heldVersion;
    }

    /** When its status was last changed here; for a tombstone, when the verdict fell, as far as is known. */
    public long since() {
        return since;
    }

    /** The same as an age, to the nearest millisecond: it is handed on from member to member, and rounding down would add up. */
    public long ageMillis(long now) {
        return Math.max(0, (now - since + 500_000) / 1_000_000);
    }

    /** From the first sign of trouble to now, as far as one was seen here; else 0. */
    public long troubleNanos(long now) {
        return charge == null || charge.trouble == 0 ? 0 : now - charge.trouble;
    }

    /** What the suspicion or verdict rests on. */
    public Evidence evidence() {
        return charge == null ? Evidence.NONE : charge.evidence;
    }

    /** Who found it, at most four. */
    public List<String> accusers() {
        return charge == null ? List.of() : charge.accusers;
    }

    public void explain(Evidence found, List<String> by) {
        Charge raised = charge();
        raised.evidence = found;
        raised.accusers = List.copyOf(by);
    }

    private Charge charge() {
        Charge known = charge;
        if (known == null) {
            known = new Charge();
            charge = known;
        }
        return known;
    }

    private Contact contact() {
        Contact known = contact;
        if (known == null) {
            known = new Contact();
            contact = known;
        }
        return known;
    }

    /** Where to send: the address that last answered, else its first; null for a bare tombstone. */
    public @Nullable Address address() {
        Address answered = answered();
        if (answered != null) {
            return answered;
        }
        return record.addresses().isEmpty() ? null : record.addresses().get(0);
    }

    public @Nullable Address answered() {
        return contact == null ? null : contact.answered;
    }

    /** A probe of this generation was answered from there. */
    public void answeredFrom(Address address) {
        contact().answered = address;
    }

    public int rttMicros() {
        return contact == null ? 0 : contact.rttMicros;
    }

    public int rttDeviationMicros() {
        return contact == null ? 0 : contact.rttDeviationMicros;
    }

    public void rtt(int micros, int deviationMicros) {
        Contact measured = contact();
        measured.rttMicros = micros;
        measured.rttDeviationMicros = deviationMicros;
    }

    /** Whether its last probes were answered by stream only, not by datagram. */
    public boolean degraded() {
        return contact != null && contact.degraded;
    }

    public void degraded(boolean byStreamOnly) {
        if (contact != null || byStreamOnly) {
            contact().degraded = byStreamOnly;
        }
    }

    void replace(MemberRecord changed, long when) {
        if (!changed.sameGeneration(record)) {
            heldVersion = 0;
            contact = null;
        }
        if (contact != null && contact.answered != null && !changed.addresses().contains(contact.answered)) {
            contact.answered = null;
        }
        if (changed.status() != record.status() || !changed.sameGeneration(record)) {
            long firstSign = firstSign(changed);
            charge = null;
            trouble(firstSign);
            since = when;
        }
        record = changed;
    }

    private long firstSign(MemberRecord changed) {
        if (changed.status() != Status.DEAD || !changed.sameGeneration(record)) {
            return 0;
        }
        if (record.status() == Status.SUSPECT) {
            return since;
        }
        return charge == null ? 0 : charge.trouble;
    }

    /** A first sign of trouble was seen then; 0: it meant nothing. */
    public void trouble(long firstSeen) {
        if (charge != null || firstSeen != 0) {
            charge().trouble = firstSeen;
        }
    }

    void held(long version) {
        heldVersion = version;
    }

    void aged(long earlier) {
        since = earlier;
    }

    void stateVersion(long version) {
        record = record.withStateVersion(version);
    }

    @Override
    public String toString() {
        return record.name() + " " + record.status() + " " + Long.toHexString(record.generation()) + "/"
                + record.incarnation();
    }
}
