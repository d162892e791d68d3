package dev.grapevine.core.view;

import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The table of members, the only one that a peer has (PROTOCOL.md, section 1). Failure detection, rumors, sync and the
 * service registry all read it. Records change by {@link #merge} alone, which keeps the larger record by
 * {@link RecordOrder}.
 *
 * <h2>The view hash</h2>
 *
 * <p>Members compare views by 8 bytes: the sum, modulo 2^64, of one mixed hash for each live member, over (name,
 * generation, incarnation, status, addresses, state version held). A sum is updated in O(1) at each change and does not depend on
 * order. Names fall into {@value #BUCKETS} buckets with a sum each, so that two members find out where their views
 * differ without sending the tables. Only copies of a process give one (generation, incarnation) other addresses: these
 * count so that members notice them. DEAD and LEFT members do not count: members forget them at different moments, and
 * forgetting must not make views differ. The <em>held</em> state version counts, not the advertised one: otherwise two
 * members could agree for ever although one lacks an entry.
 *
 * <p>Not thread-safe: it belongs to the peer's thread.
 */
public final class View {

    public static final int BUCKETS = 256;

    private final RecordOrder order;
    private final CompactMap<String> byName = new CompactMap<>();
    private final AddressIndex byAddress = new AddressIndex();
    private final long[] buckets = new long[BUCKETS];
    private final int[] counts = new int[Status.values().length];
    private final HashRings rings;

    /** Tombstones in the order in which they came: of members that never answered this process, and of the others. */
    private final Set<MemberEntry> strangeTombstones = new LinkedHashSet<>();

    private final Set<MemberEntry> metTombstones = new LinkedHashSet<>();
    private @Nullable MemberEntry local;
    private long hash;
    private long liveId;

    public View(int rings) {
        this(rings, new RecordOrder());
    }

    /** For tests that break the order on purpose. */
    public View(int rings, RecordOrder order) {
        this.rings = new HashRings(rings);
        this.order = order;
    }

    /**
     * A merge that changed something.
     *
     * @param before the record before; null if the member was unknown
     */
    public record Change(MemberEntry entry, @Nullable MemberRecord before) {
        public MemberRecord after() {
            return entry.record();
        }
    }

    /** This entry is the local member's: nobody else is reached at its addresses. To be called once, at the start. */
    public void localIs(MemberEntry entry) {
        local = entry;
        byAddress.localIs(entry);
    }

    /** Keeps the larger of the known and the heard record. Returns null if that changed nothing. */
    public @Nullable Change merge(MemberRecord heard, long now) {
        MemberEntry entry = byName.get(heard.name());
        if (entry == null) {
            return new Change(insert(heard, now), null);
        }
        MemberRecord known = entry.record();
        if (order.compare(heard, known) <= 0) {
            if (heard.sameGeneration(known) && Long.compareUnsigned(heard.stateVersion(), known.stateVersion()) > 0) {
                entry.stateVersion(heard.stateVersion());
            }
            return null;
        }
        long version = heard.sameGeneration(known)
                ? Math.max(heard.stateVersion(), known.stateVersion())
                : heard.stateVersion();
        uncount(entry);
        entry.replace(heard.withStateVersion(version), now);
        index(entry, known.addresses());
        count(entry);
        return new Change(entry, known);
    }

    private MemberEntry insert(MemberRecord heard, long now) {
        MemberEntry entry = enter(heard, Hashes.name(heard.name()), now);
        rings.add(entry);
        return entry;
    }

    private MemberEntry enter(MemberRecord heard, long nameHash, long now) {
        MemberEntry entry = new MemberEntry(heard, nameHash, now);
        byName.put(heard.name(), entry);
        index(entry, List.of());
        count(entry);
        return entry;
    }

    /**
     * Adds all members of another view, as if each had been heard of now. Records are shared, and nothing is sorted again:
     * a simulation fills thousands of large views this way.
     *
     * @throws IllegalArgumentException if a member of this view is not in the other, or the other has not as many rings
     */
    public void addAll(View other, long now) {
        int count = other.entries().size();
        byName.reserve(count);
        byAddress.reserve(count);
        List<MemberEntry> inOrder = new ArrayList<>(count);
        for (MemberEntry theirs : other.entries()) {
            MemberEntry known = byName.get(theirs.name());
            inOrder.add(known == null ? enter(theirs.record(), theirs.nameHash(), now) : known);
        }
        if (byName.size() != count) {
            throw new IllegalArgumentException("the other view lacks a member of this one");
        }
        rings.orderLike(other.rings, inOrder, byName);
    }

    private void index(MemberEntry entry, List<Address> before) {
        byAddress.changed(entry, before);
        if (entry == local && !entry.record().addresses().equals(before)) {
            rings.all().forEach(this::setAddresses);
        } else {
            setAddresses(entry);
        }
    }

    private void setAddresses(MemberEntry entry) {
        List<Address> addresses = entry.record().addresses();
        MemberEntry self = local;
        if (self != null && self != entry && addresses.stream().anyMatch(this::isOwn)) {
            addresses = addresses.stream().filter(address -> !isOwn(address)).toList();
        }
        entry.reachableAt(addresses);
    }

    /** Whether this address is in the local member's record. */
    public boolean isOwn(Address address) {
        MemberEntry self = local;
        return self != null && self.record().addresses().contains(address);
    }

    /** A probe of the member was answered there. */
    public void answered(MemberEntry entry, Address address, long now) {
        entry.answeredFrom(address, now);
        if (strangeTombstones.remove(entry)) {
            metTombstones.add(entry);
        }
        foundAt(entry, address);
    }

    /** The member's process is the one that answers there, so the address is its, whatever other records say. */
    public void foundAt(MemberEntry entry, Address address) {
        byAddress.answered(entry, address);
    }

    private void count(MemberEntry entry) {
        counts[entry.status().ordinal()]++;
        if (!entry.live()) {
            (entry.met() ? metTombstones : strangeTombstones).add(entry);
        }
        add(entry, 1);
    }

    private void uncount(MemberEntry entry) {
        counts[entry.status().ordinal()]--;
        if (!entry.live()) {
            (entry.met() ? metTombstones : strangeTombstones).remove(entry);
        }
        add(entry, -1);
    }

    private void add(MemberEntry entry, int sign) {
        if (!entry.live()) {
            return;
        }
        long contribution = sign * contribution(entry);
        hash += contribution;
        buckets[bucket(entry)] += contribution;
        liveId += sign * Hashes.mix(entry.nameHash() ^ Hashes.mix(entry.record().generation()));
    }

    private static long contribution(MemberEntry entry) {
        MemberRecord record = entry.record();
        long mixed = Hashes.mix(entry.nameHash() ^ record.generation());
        mixed = Hashes.mix(mixed ^ (record.incarnation() << 1 | (record.status() == Status.SUSPECT ? 1 : 0)));
        for (Address address : record.addresses()) {
            mixed = Hashes.mix(mixed ^ address.high() ^ Long.rotateLeft(address.low(), 16) ^ address.port());
        }
        return Hashes.mix(mixed ^ entry.heldVersion());
    }

    /** The bucket that a member's name falls into. */
    public static int bucket(MemberEntry entry) {
        return (int) (entry.nameHash() & (BUCKETS - 1));
    }

    /** This process now holds the state of the member without gaps up to that version. */
    public void held(MemberEntry entry, long version) {
        add(entry, -1);
        entry.held(version);
        if (version > entry.record().stateVersion()) {
            entry.stateVersion(version);
        }
        add(entry, 1);
    }

    /** The status was given earlier than known so far; a later time changes nothing. */
    public void backdate(MemberEntry entry, long since) {
        if (since - entry.since() < 0) {
            entry.backdate(since);
        }
    }

    /**
     * An operator had the tombstones of a member's generation forgotten up to this incarnation. Marks merge by maximum within a generation, so every
     * order of delivery ends in the same; a refutation, or a leave of a higher incarnation, is not affected.
     *
     * @return whether the member is forgotten by it that was not before
     */
    public boolean markForgotten(MemberEntry entry, long upToIncarnation) {
        boolean before = entry.forgotten();
        entry.forgetBelow(Math.max(entry.forgottenBelow(), upToIncarnation + 1));
        return entry.forgotten() && !before;
    }

    /** Tombstones of that status that an operator had forgotten. */
    public int forgotten(Status status) {
        int[] count = new int[1];
        forEachTombstone(entry -> count[0] += entry.status() == status && entry.forgotten() ? 1 : 0);
        return count[0];
    }

    /** Removes members, as if nothing had ever been heard of them; at a cost that is linear in the size of the view. */
    public void forget(Collection<MemberEntry> entries) {
        for (MemberEntry entry : entries) {
            uncount(entry);
            byAddress.remove(entry);
            byName.remove(entry.name());
        }
        rings.removeAll(entries);
    }

    public @Nullable MemberEntry get(String name) {
        return byName.get(name);
    }

    /**
     * The member that is reached at this address, as far as is known: of several whose records hold it the one that
     * answered there last, or a live one. At an address of the local member that is always the local member.
     */
    public @Nullable MemberEntry at(Address address) {
        return byAddress.holder(address);
    }

    /** All members whose records hold this address, the one that is {@linkplain #at reached} there first. */
    public List<MemberEntry> allAt(Address address) {
        return byAddress.claimants(address);
    }

    /** All known members, tombstones included, in the order of the first ring. */
    public List<MemberEntry> entries() {
        return rings.all();
    }

    /** The members in their hash orders. */
    public HashRings rings() {
        return rings;
    }

    /** Members of that status. */
    public int count(Status status) {
        return counts[status.ordinal()];
    }

    /** Members that are ALIVE or SUSPECT. */
    public int live() {
        return counts[Status.ALIVE.ordinal()] + counts[Status.SUSPECT.ordinal()];
    }

    /** Members that are DEAD or LEFT. */
    public int tombstones() {
        return counts[Status.DEAD.ordinal()] + counts[Status.LEFT.ordinal()];
    }

    /** The tombstone that is missed least: the oldest of a member that never answered this process, else the oldest; null if there is none. */
    @Nullable MemberEntry firstTombstone() {
        Set<MemberEntry> first = strangeTombstones.isEmpty() ? metTombstones : strangeTombstones;
        return first.isEmpty() ? null : first.iterator().next();
    }

    void forEachTombstone(Consumer<MemberEntry> action) {
        strangeTombstones.forEach(action);
        metTombstones.forEach(action);
    }

    /** The view hash. */
    public long hash() {
        return hash;
    }

    /** The low four bytes of the sum of each bucket. */
    public int[] bucketHashes() {
        int[] hashes = new int[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            hashes[i] = (int) buckets[i];
        }
        return hashes;
    }

    /** Hash over (name, generation) of the live members: the id of a stable view. */
    public long liveId() {
        return liveId;
    }
}
