package dev.grapevine.core.state;

import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.model.StateLimits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key-value state of one generation of one member, as its owner writes it and as others hold it. Every write takes the owner's next version, and a
 * deletion is an entry without a value. So there are no conflicts, and what is new since version v is the entries with a higher version.
 *
 * <p>Deletions cannot be kept for ever. Beyond {@value #DELETIONS} the oldest is dropped, and the <em>collect mark</em> is raised to its version: a member
 * that holds less than the mark might still hold what was deleted, so it is sent everything, to replace what it has.
 *
 * <p>A change costs as much as the entries that it brings, whatever is held. What would exceed {@link StateLimits} is not applied.
 */
public final class OwnedState {

    static final int DELETIONS = 64;

    /** So many entries are compared with each other faster than they are put into a map. */
    private static final int FEW = 4;

    /** What became of a delta. */
    enum Outcome {
        APPLIED,
        /** Nothing in it is newer than what is held. */
        OLD,
        /** What is held ends below its beginning. */
        GAP,
        /** It is beyond the limits. */
        TOO_MUCH
    }

    private StateEntries entries = new FewEntries();
    private long version;
    private long collectMark;
    private int deletions;
    private long bytes;

    /** Kept up to date once somebody has asked for it: few states are ever compared. */
    private long content;

    private boolean contentKept;

    /** The last version written or applied. */
    public long version() {
        return version;
    }

    public Collection<StateEntry> entries() {
        return entries.all();
    }

    public @Nullable StateEntry get(String key) {
        return entries.get(key);
    }

    /**
     * Whether a delta says otherwise of the versions up to the one held here than what is held. An honest one holds for each key
     * the last entry of those after its beginning, up to its end.
     */
    boolean contradicts(Message.StateDelta delta) {
        List<StateEntry> entriesTold = delta.entries();
        for (StateEntry entry : entriesTold) {
            if (entry.version() <= version && contradicts(entry, delta.to())) {
                return true;
            }
        }
        // each entry of this loop but the last is told too, so it is no longer than the delta
        int at = 0;
        Set<String> told = null;
        for (Iterator<StateEntry> held = entries.newerThan(delta.from()); held.hasNext(); ) {
            StateEntry next = held.next();
            if (next.version() > delta.to()) {
                return false;
            }
            if (at < entriesTold.size() && entriesTold.get(at).key().equals(next.key())) {
                at++; // as in a delta that is heard again: it is in the same order
            } else if (!(next.deleted() && delta.replace())) {
                told = told == null ? keys(entriesTold) : told;
                if (!told.contains(next.key())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Set<String> keys(List<StateEntry> entries) {
        Set<String> keys = new HashSet<>();
        entries.forEach(entry -> keys.add(entry.key()));
        return keys;
    }

    /** @param to the version up to which nothing is newer than this entry under its key */
    private boolean contradicts(StateEntry told, long to) {
        StateEntry held = entries.get(told.key());
        if (held == null) {
            boolean deletedSince = to < version && told.version() <= collectMark;
            return !told.deleted() && !deletedSince;
        }
        return held.version() <= to && !held.equals(told);
    }

    /** Entries whose keys start with this, without deletions. */
    public List<StateEntry> under(String prefix) {
        List<StateEntry> found = entries.under(prefix);
        found.removeIf(StateEntry::deleted);
        return found;
    }

    // ---- the owner

    /** Writes an entry, as its owner; null deletes it. */
    public void write(String key, byte @Nullable [] value) {
        put(new StateEntry(key, ++version, value));
        collect();
    }

    /**
     * Gives all entries new versions above this one, in their order, as an owner must whose version others hold higher than it ever wrote. Every holder
     * of less is then sent everything, to replace what it has.
     */
    void renumberAbove(long versionMet) {
        List<StateEntry> kept = new ArrayList<>();
        entries.newerThan(0).forEachRemaining(entry -> {
            if (!entry.deleted()) {
                kept.add(entry);
            }
        });
        clear();
        version = versionMet;
        for (StateEntry entry : kept) {
            put(new StateEntry(entry.key(), ++version, entry.value()));
        }
        version = Math.max(version, versionMet + 1);
        collectMark = version;
    }

    // ---- entries

    private void put(StateEntry entry) {
        StateEntry before = entries.get(entry.key());
        if (before == null && entries.size() == FewEntries.MOST && entries instanceof FewEntries) {
            entries = new ManyEntries(entries.all());
        }
        entries.put(entry);
        deletions += (entry.deleted() ? 1 : 0) - (before != null && before.deleted() ? 1 : 0);
        bytes += size(entry) - (before == null ? 0 : size(before));
        if (contentKept) {
            content += hash(entry) - (before == null ? 0 : hash(before));
        }
    }

    /** A deletion adds nothing, so that collecting it changes nothing. */
    private static long hash(StateEntry entry) {
        return entry.deleted() ? 0 : Codec.hash(entry);
    }

    private static int size(StateEntry entry) {
        byte[] value = entry.value();
        return entry.key().length() + (value == null ? 0 : value.length);
    }

    private void clear() {
        entries = new FewEntries();
        deletions = 0;
        bytes = 0;
        content = 0;
    }

    private void collect() {
        while (deletions > DELETIONS) {
            StateEntry oldest = entries.oldestDeletion();
            if (oldest == null) {
                throw new IllegalStateException(deletions + " deletions were counted, and there is none");
            }
            entries.remove(oldest.key());
            bytes -= size(oldest);
            deletions--;
            collectMark = oldest.version();
        }
    }

    // ---- telling

    /** Whether the entries newer than this version bring a member up to date that holds it. */
    public boolean canPatch(long held) {
        return held >= collectMark;
    }

    /** Entries newer than this version, oldest first; if they replace everything that is held, without deletions. */
    public List<StateEntry> since(long held) {
        List<StateEntry> newer = new ArrayList<>();
        newer(held).forEachRemaining(newer::add);
        return newer;
    }

    /** The same, one after the other. */
    Iterator<StateEntry> newer(long held) {
        if (canPatch(held)) {
            return entries.newerThan(held);
        }
        List<StateEntry> live = new ArrayList<>();
        entries.newerThan(0).forEachRemaining(entry -> {
            if (!entry.deleted()) {
                live.add(entry);
            }
        });
        return live.iterator();
    }

    // ---- holding another's state

    /**
     * Applies a delta, as a holder of another's state; changes nothing unless it returns {@link Outcome#APPLIED}.
     *
     * @param replace whether to drop first what is held
     */
    Outcome apply(long from, long to, boolean replace, List<StateEntry> newer) {
        if (to <= version) {
            return Outcome.OLD;
        }
        if (!replace && from > version) {
            return Outcome.GAP;
        }
        Collection<StateEntry> latest = latest(newer);
        if (exceedsLimits(latest, replace)) {
            return Outcome.TOO_MUCH;
        }
        if (replace) {
            clear();
            collectMark = to;
        }
        for (StateEntry entry : latest) {
            if (isNewer(entry, entries.get(entry.key()))) {
                put(entry);
            }
        }
        version = to;
        collect();
        return Outcome.APPLIED;
    }

    /** One entry for each key. */
    private static Collection<StateEntry> latest(List<StateEntry> newer) {
        if (newer.size() <= FEW && areInOrder(newer)) {
            return newer; // as from nearly every member
        }
        Map<String, StateEntry> byKey = new HashMap<>();
        for (StateEntry entry : newer) {
            byKey.merge(entry.key(), entry, (a, b) -> a.version() < b.version() ? b : a);
        }
        List<StateEntry> latest = new ArrayList<>(byKey.values());
        latest.sort(ManyEntries.BY_VERSION);
        return Collections.unmodifiableList(latest);
    }

    /** Whether each has a higher version than the one before, and a key of its own. */
    private static boolean areInOrder(List<StateEntry> few) {
        for (int i = 1; i < few.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (few.get(j).version() >= few.get(i).version()
                        || few.get(j).key().equals(few.get(i).key())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isNewer(StateEntry entry, @Nullable StateEntry held) {
        return held == null || held.version() < entry.version();
    }

    private boolean exceedsLimits(Collection<StateEntry> latest, boolean replace) {
        long countAfter = replace ? 0 : size();
        long bytesAfter = replace ? 0 : bytes;
        for (StateEntry entry : latest) {
            byte[] value = entry.value();
            if (value != null && value.length > StateLimits.VALUE) {
                return true;
            }
            StateEntry held = replace ? null : entries.get(entry.key());
            if (isNewer(entry, held)) {
                countAfter += (entry.deleted() ? 0 : 1) - (held == null || held.deleted() ? 0 : 1);
                bytesAfter += size(entry) - (held == null ? 0 : size(held));
            }
        }
        return countAfter > StateLimits.ENTRIES || bytesAfter > StateLimits.BYTES + (long) DELETIONS * StateLimits.KEY;
    }

    /** A hash of the entries, without deletions: the same at all that hold the same version. */
    long content() {
        if (!contentKept) {
            contentKept = true;
            content = 0;
            entries.all().forEach(entry -> content += hash(entry));
        }
        return content;
    }

    /** Characters of keys and bytes of values, deletions included. */
    public long bytes() {
        return bytes;
    }

    /** Entries, without deletions. */
    public int size() {
        return entries.size() - deletions;
    }
}
