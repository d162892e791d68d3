package dev.grapevine.core.view;

import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the {@link View}: the record of one member, and what this process alone knows of that member. Mutable;
 * belongs to the peer's thread.
 *
 * <h2>Who writes what</h2>
 *
 * <ul>
 *   <li>The record, {@link #since} and {@link #heldVersion}: the {@link View} alone, since they count in its hashes.
 *   <li>{@link #evidence} and {@link #accusers}: {@code Membership}, with each accusation and verdict that it merges.
 *   <li>The first sign of trouble: the failure detector, when a tether closes; otherwise it is the beginning of the
 *       suspicion.
 *   <li>{@link #answeredAddress}, the round trip and {@link #degraded}: the prober, from what comes of its probes.
 * </ul>
 *
 * <p>All but the record, {@code since} and the encounters is lost with a new generation. A process holds one entry for each member, and
 * a simulator one for each pair of members, so the fields of accused members and of probed members are objects of their
 * own, which most entries lack.
 */
public final class MemberEntry {

    private final long nameHash;
    private MemberRecord record;
    private List<Address> addresses;
    private long heldVersion;
    private long since;

    /** Tombstones of lower incarnations of this generation are forgotten; 0 if none are. */
    private long forgottenBelow;

    private @Nullable Accusation accusation;
    private @Nullable Probed probed;
    private @Nullable Encounters encounters;

    /** What is held against the member. Ends with any change of its status. */
    private static final class Accusation {
        private Evidence evidence = Evidence.NONE;
        private List<String> accusers = List.of();

        /** When the first sign of the present trouble was seen here; kept from SUSPECT to DEAD; 0 for none. */
        private long firstSign;
    }

    /** What came of probing this generation. */
    private static final class Probed {
        /**
         * The address that answered last: evidence of silence or refusal counts only against an address that has
         * answered.
         */
        private @Nullable Address answeredAddress;

        /** Smoothed round trip of answered probes; 0 while none was measured. */
        private int rttMicros;

        /** Mean deviation of the round trip. */
        private int rttDeviationMicros;

        private boolean degraded;
    }

    MemberEntry(MemberRecord record, long nameHash, long since) {
        this.nameHash = nameHash;
        this.record = record;
        this.addresses = record.addresses();
        this.since = since;
    }

    // ---- the record

    public String name() {
        return record.name();
    }

    /** {@link Hashes#name} of the name. */
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

    /**
     * The version up to which this process holds the member's state without gaps; at most the record's state version.
     */
    public long heldVersion() {
        return heldVersion;
    }

    /**
     * When the status began, in monotonic nanoseconds: for SUSPECT when the oldest unanswered probe was sent, for DEAD
     * and LEFT when the verdict was given, as far as the age of the news tells; else when this process heard of it.
     */
    public long since() {
        return since;
    }

    /**
     * The age of the status, rounded to the nearest millisecond: members pass it on, and the errors of rounding down
     * would add up.
     */
    public long ageMillis(long now) {
        return Math.max(0, (now - since + 500_000) / 1_000_000);
    }

    // ---- forgotten by an operator

    long forgottenBelow() {
        return forgottenBelow;
    }

    /** Whether this is a tombstone that an operator had forgotten: it is remembered, and shown nowhere. */
    public boolean forgotten() {
        return isForgotten(record);
    }

    /** Whether the member was a forgotten tombstone when that was its record. */
    public boolean wasForgotten(MemberRecord before) {
        return before.generation() == record.generation() && isForgotten(before);
    }

    private boolean isForgotten(MemberRecord of) {
        return !of.status().live() && of.incarnation() < forgottenBelow;
    }

    // ---- accusation

    /** What the suspicion or verdict rests on. */
    public Evidence evidence() {
        return accusation == null ? Evidence.NONE : accusation.evidence;
    }

    /** Names of the members that found the evidence, at most four. */
    public List<String> accusers() {
        return accusation == null ? List.of() : accusation.accusers;
    }

    /** Sets what the suspicion or verdict rests on. */
    public void accuse(Evidence evidence, List<String> accusers) {
        Accusation raised = accusation();
        raised.evidence = evidence;
        raised.accusers = List.copyOf(accusers);
    }

    /**
     * Time from the first sign of the present trouble (the unanswered probe, the closed tether) to now; 0 if this
     * process saw none.
     */
    public long firstSignAgeNanos(long now) {
        return accusation == null || accusation.firstSign == 0 ? 0 : now - accusation.firstSign;
    }

    /** A first sign of trouble was seen at that time; 0 takes it back. */
    public void firstSignSeen(long at) {
        if (accusation != null || at != 0) {
            accusation().firstSign = at;
        }
    }

    private Accusation accusation() {
        Accusation known = accusation;
        if (known == null) {
            known = new Accusation();
            accusation = known;
        }
        return known;
    }

    // ---- probing

    /**
     * Where to send: the address that answered last, else the first of {@link #addresses}; null for a member that has
     * none.
     */
    public @Nullable Address address() {
        Address answered = answeredAddress();
        if (answered != null) {
            return answered;
        }
        return addresses.isEmpty() ? null : addresses.get(0);
    }

    /**
     * Where the member may be reached: the addresses of its record, without those that the local member has now. Empty
     * for a tombstone that came without addresses, and for a member whose address the local one has got.
     */
    public List<Address> addresses() {
        return addresses;
    }

    /** The address of the record from which this generation last answered a probe of this process. */
    public @Nullable Address answeredAddress() {
        return probed == null ? null : probed.answeredAddress;
    }

    /** Whether a process of this name ever answered a probe of this process, in whatever generation. */
    public boolean met() {
        return encounters != null;
    }

    void answeredFrom(Address address, long now) {
        probed().answeredAddress = address;
        Encounters known = encounters;
        if (known == null) {
            encounters = new Encounters(record.generation(), address, now);
        } else {
            known.answered(record, address, now);
        }
    }

    /** The processes that answered this one under the member's name, at most two, the latest first. */
    public List<Encounter> encounters(long now) {
        return encounters == null || !live() ? List.of() : encounters.known(now);
    }

    /** Smoothed round trip; 0 while none was measured. */
    public int rttMicros() {
        return probed == null ? 0 : probed.rttMicros;
    }

    /** Mean deviation of the round trip. */
    public int rttDeviationMicros() {
        return probed == null ? 0 : probed.rttDeviationMicros;
    }

    public void rtt(int micros, int deviationMicros) {
        Probed measured = probed();
        measured.rttMicros = micros;
        measured.rttDeviationMicros = deviationMicros;
    }

    /** Whether the last probes were answered by stream only, not by datagram. */
    public boolean degraded() {
        return probed != null && probed.degraded;
    }

    public void degraded(boolean byStreamOnly) {
        if (probed != null || byStreamOnly) {
            probed().degraded = byStreamOnly;
        }
    }

    private Probed probed() {
        Probed known = probed;
        if (known == null) {
            known = new Probed();
            probed = known;
        }
        return known;
    }

    // ---- for the view

    /** Replaces the record by one that is larger, and forgets what no longer applies. */
    void replace(MemberRecord changed, long now) {
        boolean sameGeneration = changed.sameGeneration(record);
        if (!sameGeneration) {
            heldVersion = 0;
            forgottenBelow = 0;
            probed = null;
            if (encounters != null && live()) {
                encounters.replacedBy(changed, now);
            } else {
                encounters = null;
            }
        }
        if (changed.status() != record.status() || !sameGeneration) {
            long firstSign = sameGeneration && changed.status() == Status.DEAD ? firstSignOfDeath() : 0;
            accusation = null;
            firstSignSeen(firstSign);
            since = now;
        }
        record = changed;
    }

    /** Sets where the member may be reached; an address that is not among them has answered for nothing. */
    void reachableAt(List<Address> reachable) {
        addresses = reachable;
        if (probed != null && probed.answeredAddress != null && !reachable.contains(probed.answeredAddress)) {
            probed.answeredAddress = null;
        }
    }

    private long firstSignOfDeath() {
        if (record.status() == Status.SUSPECT) {
            return since;
        }
        return accusation == null ? 0 : accusation.firstSign;
    }

    void forgetBelow(long incarnation) {
        forgottenBelow = incarnation;
    }

    void held(long version) {
        heldVersion = version;
    }

    void backdate(long earlier) {
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
